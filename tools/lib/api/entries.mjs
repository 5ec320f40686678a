/** Where the reports of a package are, in its folder. */
export const reportFolder = 'api';

/**
 * The entry points of a package that have types, as its `exports` name them.
 *
 * @param {{ folder: string, manifest: Record<string, any> }} entry A package of the workspace.
 * @returns {{ specifier: string, types: string, report: string }[]} `specifier` is what users import; `types` is the
 *   declaration file in the package; `report` the file of its report in the workspace.
 */
export function apiEntries({ folder, manifest }) {
  return Object.entries(manifest.exports ?? {})
    .filter(([, target]) => typeof target?.types === 'string')
    .map(([path, { types }]) => ({
      specifier: manifest.name + path.slice(1),
      types,
      report: `${folder}/${reportFolder}/${path === '.' ? 'index' : path.slice(2)}.api.md`,
    }));
}
