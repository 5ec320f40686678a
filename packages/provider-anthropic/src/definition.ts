import type { ProviderDefinition, SettingField } from '@modelport/core';
import type { AnthropicDriver } from './anthropic-driver.js';
import { createDriver } from './create-driver.js';
import { type AnthropicOptions, defaultBaseUrl, defaultMaxTokens } from './options.js';
import { version } from './version.js';

const settings: readonly SettingField[] = [
  {
    name: 'apiKey',
    kind: 'secret',
    description: 'The key, from platform.claude.com.',
    required: true,
    // An `authorization` among them does as well.
    requiredUnless: ['headers'],
  },
  {
    name: 'baseUrl',
    kind: 'url',
    description: 'Where the Messages API is, with or without its /v1.',
    default: defaultBaseUrl,
  },
  { name: 'model', kind: 'string', description: 'Default model, such as claude-sonnet-5.' },
  {
    name: 'maxTokens',
    kind: 'integer',
    min: 1,
    description: 'Most tokens of an answer where the request does not say.',
    default: defaultMaxTokens,
  },
  {
    name: 'agent',
    kind: 'object',
    description: 'An http or https agent of Node that makes and keeps the connections.',
  },
];

/** The type `anthropic`: Claude, and any other server that speaks Anthropic's Messages API. */
export const definition: ProviderDefinition<AnthropicOptions, AnthropicDriver> = {
  specVersion: 1,
  type: 'anthropic',
  aliases: ['claude'],
  displayName: 'Anthropic',
  packageName: '@modelport/provider-anthropic',
  packageVersion: version,
  location: 'cloud',
  // Images, files, reasoning, temperature, topP and topK depend on the model.
  capabilities: {
    chat: true,
    embeddings: false,
    tools: true,
    toolChoice: true,
    parallelToolCalls: true,
    structuredOutput: true,
    maxTokens: true,
    stop: true,
    minP: false,
    presencePenalty: false,
    frequencyPenalty: false,
    seed: false,
    logprobs: false,
  },
  settings,
  create: createDriver,
};
