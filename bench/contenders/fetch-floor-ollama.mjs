import { fetchClient } from '../lib/fetch-floor.mjs';
import { ollamaFloor } from '../lib/floor.mjs';

export const contender = {
  name: 'fetch-floor-ollama',
  label: 'floor: built-in fetch',
  wire: 'ollama',
  packages: [],
};

export async function load() {
  return { create: (origin) => fetchClient(origin, ollamaFloor) };
}
