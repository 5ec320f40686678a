import { type ProviderDefinition, ProviderError, type SettingField } from '@modelport/core';
import { createMockDriver } from './mock-driver.js';
import type { MockOptions } from './mock-options.js';
import { version } from './version.js';

const settings: readonly SettingField[] = [
  {
    name: 'replies',
    kind: 'object',
    description: 'Replies in order, or a function that answers every request. Default: the built-in model.',
  },
  {
    name: 'onExhausted',
    kind: 'enum',
    values: ['error', 'repeat-last'],
    description: 'What follows the last reply: an error, or that reply again. Default `error`.',
  },
  {
    name: 'script',
    kind: 'object',
    description: 'A script made with `createMockScript`, in place of `replies`.',
  },
  {
    name: 'latencyMs',
    kind: 'number',
    min: 0,
    description: 'Milliseconds before each answer begins. Default 0.',
  },
  { name: 'deltaMs', kind: 'number', min: 0, description: 'Milliseconds before each delta. Default 0.' },
  {
    name: 'chunkSize',
    kind: 'integer',
    min: 1,
    description: 'Characters of each delta. Default: a word each.',
  },
  { name: 'models', kind: 'json', description: 'Models that are offered; any other is not found.' },
  {
    name: 'flavour',
    kind: 'enum',
    values: ['openai', 'vllm'],
    description: 'Whose ids, finish words and raw usage to imitate.',
  },
];

/** The type `mock`: a scripted model for tests and demos, with a built-in one that needs no script. */
export const definition: ProviderDefinition<MockOptions> = {
  specVersion: 1,
  type: 'mock',
  displayName: 'Mock',
  packageName: '@modelport/provider-mock',
  packageVersion: version,
  location: 'local',
  // Sampling settings are absent: they are taken without a word, and change nothing.
  capabilities: {
    chat: true,
    embeddings: true,
    tools: true,
    toolChoice: true,
    parallelToolCalls: true,
    images: true,
    files: true,
    structuredOutput: true,
    reasoning: true,
  },
  settings,
  create(options) {
    checkModels(options.models);
    return createMockDriver(options);
  },
};

function checkModels(models: unknown): void {
  if (models === undefined) return;
  if (Array.isArray(models) && models.length > 0 && models.every((id) => typeof id === 'string' && id !== ''))
    return;
  throw new ProviderError({
    code: 'SETTING_INVALID',
    setting: 'models',
    message: 'The option "models" must be a list of model names, with one at least.',
  });
}
