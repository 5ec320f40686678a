import { ourClient } from '../lib/ours.mjs';
import { model } from '../lib/request.mjs';

export const contender = {
  name: 'modelport-ollama',
  label: 'Modelport',
  wire: 'ollama',
  packages: ['@modelport/core', '@modelport/provider-ollama'],
};

export async function load() {
  const { createProvider } = await import('../../packages/core/dist/index.js');
  await import('../../packages/provider-ollama/dist/index.js');
  return {
    create: (origin) => ourClient(() => createProvider('ollama', { baseUrl: origin, model })),
  };
}
