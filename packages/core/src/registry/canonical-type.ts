/** A type string as it is compared: in lower case, with `-` for `_`. */
export function canonicalType(type: string): string {
  return String(type).toLowerCase().replaceAll('_', '-');
}
