import { ollamaFloor } from '../lib/floor.mjs';
import { nodeHttpClient } from '../lib/node-http-floor.mjs';

export const contender = {
  name: 'node-http-floor-ollama',
  label: 'floor: node:http',
  wire: 'ollama',
  packages: [],
};

export async function load() {
  return { create: (origin) => nodeHttpClient(origin, ollamaFloor) };
}
