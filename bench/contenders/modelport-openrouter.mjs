import { ourClient } from '../lib/ours.mjs';
import { model } from '../lib/request.mjs';

export const contender = {
  name: 'modelport-openrouter',
  label: 'Modelport, OpenRouter',
  wire: 'openai',
  packages: ['@modelport/core', '@modelport/provider-openrouter'],
};

export async function load() {
  const { createProvider } = await import('../../packages/core/dist/index.js');
  await import('../../packages/provider-openrouter/dist/index.js');
  return {
    create: (origin) =>
      ourClient(() => createProvider('openrouter', { baseUrl: `${origin}/api/v1`, model, apiKey: 'key' })),
  };
}
