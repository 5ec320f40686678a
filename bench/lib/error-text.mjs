import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A text without what is of one machine alone: where the repository is, and addresses.
 *
 * @param {string} text
 */
export function withoutPlaces(text) {
  return text
    .replaceAll(pathToFileURL(root).href, '')
    .replaceAll(root, '')
    .replaceAll(/https?:\/\/[^\s'"`)<>]+/g, '(address)');
}

/**
 * What went wrong, in a line that can be told anywhere.
 *
 * @param {string} error A message, a stack, or what a process wrote before it failed.
 * @returns {string} The first line that names an error, or else the first line.
 */
export function errorText(error) {
  const lines = error.split('\n').map((line) => line.trim());
  const line = lines.find((each) => /^\w*Error\b/.test(each)) ?? lines.find((each) => each !== '') ?? '';
  const told = withoutPlaces(line.replace(/^Error: /, '')).replaceAll(/\s+/g, ' ');
  return told.length > 160 ? `${told.slice(0, 160)} ...` : told;
}
