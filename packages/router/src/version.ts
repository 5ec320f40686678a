// Written by tools/generate-versions.mjs.
/** The version of this package. */
export const version: string = '1.0.0';
