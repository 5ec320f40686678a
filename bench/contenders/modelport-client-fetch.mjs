import { importOpenAI } from '../lib/import-openai.mjs';
import { ourClient } from '../lib/ours.mjs';
import { model } from '../lib/request.mjs';

export const contender = {
  name: 'modelport-client-fetch',
  label: "Modelport through a user's openai client, with the client's own fetch",
  wire: 'openai',
  packages: ['@modelport/core', '@modelport/provider-openai-compatible', 'openai'],
};

export async function load() {
  const { createProvider } = await import('../../packages/core/dist/index.js');
  await import('../../packages/provider-openai-compatible/dist/index.js');
  const { OpenAI } = await importOpenAI();
  const createClient = (origin) => new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'key' });
  return {
    create: (origin) =>
      ourClient(() => createProvider('openai-compatible', { client: createClient(origin), model })),
  };
}
