import { ourClient } from '../lib/ours.mjs';
import { model } from '../lib/request.mjs';

export const contender = {
  name: 'modelport-llamacpp',
  label: 'Modelport, llama.cpp',
  wire: 'openai',
  packages: ['@modelport/core', '@modelport/provider-llamacpp'],
  cannot: {
    chat: 'a plain call asks for a stream and collects it: the server then stops when the caller leaves',
  },
};

export async function load() {
  const { createProvider } = await import('../../packages/core/dist/index.js');
  await import('../../packages/provider-llamacpp/dist/index.js');
  return {
    create: (origin) => ourClient(() => createProvider('llamacpp', { baseUrl: `${origin}/v1`, model })),
  };
}
