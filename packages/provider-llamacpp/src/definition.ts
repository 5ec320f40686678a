import type { ProviderDefinition, SettingField } from '@modelport/core';
import { createDriver } from './create-driver.js';
import type { LlamaCppDriver } from './llamacpp-driver.js';
import type { LlamaCppOptions } from './options.js';
import { probe } from './probe.js';
import { defaultBaseUrl } from './server-url.js';
import { version } from './version.js';

const settings: readonly SettingField[] = [
  {
    name: 'baseUrl',
    kind: 'url',
    description: 'Where llama-server listens, with or without /v1; an --api-prefix belongs to it.',
    default: defaultBaseUrl,
    environment: { names: ['LLAMACPP_BASE_URL'] },
    settings: { names: ['llamacpp_base_url'] },
  },
  {
    name: 'apiKey',
    kind: 'secret',
    description: 'The key, for a server that was started with --api-key.',
    environment: { names: ['LLAMA_API_KEY'] },
    settings: { names: ['llamacpp_api_key'] },
  },
  {
    name: 'model',
    kind: 'string',
    description: 'Default model, for a router. A server of one model answers to any name.',
    environment: { names: ['LLAMACPP_MODEL'] },
    settings: { names: ['llamacpp_model'] },
  },
  {
    name: 'agent',
    kind: 'object',
    description: 'An http or https agent of Node that makes and keeps the connections.',
  },
];

/** The type `llamacpp`: llama.cpp's `llama-server`. */
export const definition: ProviderDefinition<LlamaCppOptions, LlamaCppDriver> = {
  specVersion: 1,
  type: 'llamacpp',
  aliases: ['llama-cpp'],
  displayName: 'llama.cpp',
  packageName: '@modelport/provider-llamacpp',
  packageVersion: version,
  location: 'local',
  // Tools, images, reasoning and embeddings depend on the model and on how the server was started.
  capabilities: {
    chat: true,
    structuredOutput: true,
    temperature: true,
    topP: true,
    topK: true,
    minP: true,
    presencePenalty: true,
    frequencyPenalty: true,
    maxTokens: true,
    stop: true,
    seed: true,
    logprobs: true,
  },
  settings,
  probe,
  create: createDriver,
};
