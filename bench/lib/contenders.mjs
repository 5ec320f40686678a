import { readdirSync } from 'node:fs';

const folder = new URL('../contenders/', import.meta.url);

/** What is 1.0, by wire. */
export const floors = { openai: 'fetch-floor', ollama: 'fetch-floor-ollama' };

/**
 * @typedef {object} Contender
 * @property {string} name As its file.
 * @property {string} label As the page calls it.
 * @property {'openai' | 'ollama'} wire
 * @property {string[]} packages What a user installs.
 * @property {string} [client] What a client is made of, where that is more than one thing.
 * @property {{ toolArguments?: string, chat?: string }} [cannot] What its library does not do, and why: it is left out of figures
 *   of tool arguments; a plain call that is none is measured, and told of.
 * @property {'floor' | 'ours' | 'peer'} kind
 */

/**
 * The descriptions of all.
 *
 * @returns {Promise<Contender[]>}
 */
export async function allContenders() {
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const loaded = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  const kinds = ['floor', 'ours', 'peer'];
  return loaded
    .map(({ contender }) => ({ ...contender, kind: kindOf(contender.name) }))
    .sort(
      (one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || (one.name < other.name ? -1 : 1),
    );
}

function kindOf(name) {
  if (name.includes('-floor')) return 'floor';
  return name.startsWith('modelport') ? 'ours' : 'peer';
}
