import { openAIFloor } from '../lib/floor.mjs';
import { nodeHttpClient } from '../lib/node-http-floor.mjs';

export const contender = { name: 'node-http-floor', label: 'floor: node:http', wire: 'openai', packages: [] };

export async function load() {
  return { create: (origin) => nodeHttpClient(origin, openAIFloor) };
}
