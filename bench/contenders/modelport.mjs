import { ourClient } from '../lib/ours.mjs';
import { model } from '../lib/request.mjs';

export const contender = {
  name: 'modelport',
  label: 'Modelport',
  wire: 'openai',
  packages: ['@modelport/core', '@modelport/provider-openai-compatible'],
};

export async function load() {
  const { createProvider } = await import('../../packages/core/dist/index.js');
  await import('../../packages/provider-openai-compatible/dist/index.js');
  return {
    create: (origin) =>
      ourClient(() => createProvider('openai-compatible', { baseUrl: `${origin}/v1`, model, apiKey: 'key' })),
  };
}
