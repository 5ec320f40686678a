/** Reason phrases; nobody looks at them. */
export const STATUS_CODES = {};

/** For parts of the kit that start servers; they are not in the bundle. */
// biome-ignore lint/style/noDefaultExport: as that of node:http
export default undefined;
