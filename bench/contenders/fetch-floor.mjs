import { fetchClient } from '../lib/fetch-floor.mjs';
import { openAIFloor } from '../lib/floor.mjs';

export const contender = {
  name: 'fetch-floor',
  label: 'floor: built-in fetch',
  wire: 'openai',
  packages: [],
};

export async function load() {
  return { create: (origin) => fetchClient(origin, openAIFloor) };
}
