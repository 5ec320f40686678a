import { openAIFloor } from '../lib/floor.mjs';
import { undiciClient } from '../lib/undici-floor.mjs';

export const contender = {
  name: 'undici-floor',
  label: 'floor: undici.request',
  wire: 'openai',
  packages: ['undici'],
};

export async function load() {
  const undici = await import('undici');
  return { create: (origin) => undiciClient(undici, origin, openAIFloor) };
}
