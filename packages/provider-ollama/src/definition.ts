import type { ProviderDefinition, SettingField } from '@modelport/core';
import { createDriver } from './create-driver.js';
import type { OllamaDriver } from './ollama-driver.js';
import { defaultBaseUrl } from './ollama-host.js';
import type { OllamaOptions } from './options.js';
import { probe } from './probe.js';
import { version } from './version.js';

const settings: readonly SettingField[] = [
  {
    name: 'baseUrl',
    // Forms such as `:11434` and `host:11434` are no URLs; `create` checks them.
    kind: 'string',
    description: 'Where Ollama listens, in any form that OLLAMA_HOST can have.',
    default: defaultBaseUrl,
    environment: { names: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'] },
  },
  {
    name: 'apiKey',
    kind: 'secret',
    description: 'Sent wherever baseUrl is: to ollama.com, or to a proxy that asks for a key.',
    // The usual variable holds a key of ollama.com: a server that happens to be set as well must not get it.
    environment: { names: [] },
  },
  {
    name: 'cloudApiKey',
    kind: 'secret',
    description: 'Key of ollama.com, sent there and to no other server.',
    environment: { names: ['OLLAMA_API_KEY'] },
  },
  { name: 'model', kind: 'string', description: 'Default model, such as qwen3:8b.' },
  {
    name: 'keepAlive',
    // A number or a text: `create` checks it.
    kind: 'enum',
    description: 'How long a model stays in memory: seconds, or a duration such as 10m.',
    // The usual variable is the server's own setting.
    environment: { names: [] },
  },
  {
    name: 'numCtx',
    kind: 'integer',
    min: 1,
    description: 'Tokens of the context that a model is loaded with.',
  },
  {
    name: 'onContextOverflow',
    kind: 'enum',
    values: ['warn', 'error'],
    description: 'What becomes of a prompt that is longer than the context.',
  },
  {
    name: 'agent',
    kind: 'object',
    description: 'An http or https agent of Node that makes and keeps the connections.',
  },
];

/** The type `ollama`: Ollama's own API, on this machine or at ollama.com. */
export const definition: ProviderDefinition<OllamaOptions, OllamaDriver> = {
  specVersion: 1,
  type: 'ollama',
  displayName: 'Ollama',
  packageName: '@modelport/provider-ollama',
  packageVersion: version,
  location: 'local',
  // Tools, images, reasoning and embeddings depend on the model.
  capabilities: {
    chat: true,
    files: false,
    toolChoice: true,
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
