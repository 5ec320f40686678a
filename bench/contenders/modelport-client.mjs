import { importOpenAI } from '../lib/import-openai.mjs';
import { ourClient } from '../lib/ours.mjs';
import { model } from '../lib/request.mjs';

export const contender = {
  name: 'modelport-client',
  label: "Modelport through a user's openai client, on createFetch()",
  wire: 'openai',
  packages: ['@modelport/core', '@modelport/provider-openai-compatible', 'openai'],
};

export async function load() {
  const { createProvider } = await import('../../packages/core/dist/index.js');
  await import('../../packages/provider-openai-compatible/dist/index.js');
  const { createFetch } = await import('../../packages/provider-openai-compatible/dist/fetch.js');
  const { OpenAI } = await importOpenAI();
  const createClient = (origin) =>
    new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'key', fetch: createFetch() });
  return {
    create: (origin) =>
      ourClient(() => createProvider('openai-compatible', { client: createClient(origin), model })),
  };
}
