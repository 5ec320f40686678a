import { ourClient } from '../lib/ours.mjs';
import { model } from '../lib/request.mjs';

export const contender = {
  name: 'modelport-router',
  label: 'Modelport, a router with two targets',
  wire: 'openai',
  packages: ['@modelport/core', '@modelport/provider-openai-compatible', '@modelport/router'],
};

export async function load() {
  const { createProvider } = await import('../../packages/core/dist/index.js');
  await import('../../packages/provider-openai-compatible/dist/index.js');
  const { createRouter } = await import('../../packages/router/dist/index.js');
  const createTarget = (origin, name) =>
    createProvider('openai-compatible', { baseUrl: `${origin}/v1`, apiKey: 'key', model, name });
  return {
    create: (origin) =>
      ourClient(() =>
        createRouter({ targets: [createTarget(origin, 'first'), createTarget(origin, 'second')] }),
      ),
  };
}
