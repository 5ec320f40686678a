import type { ProviderDefinition, SettingField } from '@modelport/core';
import { createDriver } from './create-driver.js';
import type { OpenRouterDriver } from './openrouter-driver.js';
import { defaultBaseUrl, type OpenRouterOptions } from './options.js';
import { version } from './version.js';

const settings: readonly SettingField[] = [
  {
    name: 'apiKey',
    kind: 'secret',
    description: 'The key, from openrouter.ai/keys.',
    required: true,
    // The driver looks whether an Authorization is among them.
    requiredUnless: ['headers'],
  },
  {
    name: 'baseUrl',
    kind: 'url',
    description: 'For proxies and tests.',
    default: defaultBaseUrl,
  },
  {
    name: 'model',
    kind: 'string',
    description: 'Default model, `author/slug`.',
    environment: { names: ['OPENROUTER_DEFAULT_MODEL', 'OPENROUTER_MODEL'] },
    settings: { names: ['openrouter_model'], default: 'openai/gpt-4' },
  },
  {
    name: 'fallbackModels',
    kind: 'json',
    description: 'Models that OpenRouter tries in this order when `model` cannot answer.',
  },
  {
    name: 'providerPreferences',
    kind: 'json',
    description: "Which of a model's providers may answer, and in what order.",
  },
  { name: 'appUrl', kind: 'url', description: 'URL of your app, by which OpenRouter knows it.' },
  { name: 'appName', kind: 'string', description: "Name of your app in OpenRouter's rankings." },
  { name: 'appCategories', kind: 'json', description: 'Up to two categories of your app.' },
  {
    name: 'agent',
    kind: 'object',
    description: 'An http or https agent of Node that makes and keeps the connections.',
  },
];

/** The type `openrouter`. */
export const definition: ProviderDefinition<OpenRouterOptions, OpenRouterDriver> = {
  specVersion: 1,
  type: 'openrouter',
  displayName: 'OpenRouter',
  packageName: '@modelport/provider-openrouter',
  packageVersion: version,
  location: 'cloud',
  // The rest is the model's to say; what none of its providers knows is dropped without a word.
  capabilities: { chat: true },
  settings,
  // The smallest limit of the services behind it (Cohere's).
  embedBatchLimit: 96,
  fallbackModels: ['openrouter/auto'],
  create: createDriver,
};
