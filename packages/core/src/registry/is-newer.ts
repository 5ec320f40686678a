/** Whether version `a` is newer than `b`; a release is newer than its prereleases, build metadata does not count. */
export function isNewer(a: string, b: string): boolean {
  return sortable(a).localeCompare(sortable(b), 'en', { numeric: true }) > 0;
}

/** `zz` sorts a release behind its `alpha`, `beta` and `rc`. What is no text is a bad version, but no crash at import. */
function sortable(version: string): string {
  return String(version)
    .replace(/\+.*/, '')
    .replace(/^[^-]*$/, '$&-zz');
}
