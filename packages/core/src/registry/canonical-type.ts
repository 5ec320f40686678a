/** Most types are written as they are compared. */
const canonical = /^[a-z\d-]*$/;

/** A type string as it is compared: in lower case, with `-` for `_`. */
export function canonicalType(type: string): string {
  const name = String(type);
  return canonical.test(name) ? name : name.toLowerCase().replaceAll('_', '-');
}
