import type { ProviderDefinition, SettingField } from '@modelport/core';
import { openAzureAwareDriver } from './azure-aware-driver.js';
import { defaultEmbedBatchLimit } from './define-preset.js';
import type { PresetDriver } from './open-driver.js';
import type { OpenAICompatibleDriverOptions } from './openai-compatible-driver.js';
import { billingHeaders } from './openai-definition.js';
import type { OpenAICompatibleOptions } from './options.js';
import { billingSettings, dialectSettings } from './preset-settings.js';
import { probe } from './probe.js';
import { copyRequestOptions, requestFields } from './request-options.js';
import { version } from './version.js';

const type = 'openai-compatible';
const defaultBaseUrl = 'http://localhost:8000/v1';

/** Names in the environment that are not made from the option's own. */
const environment: Readonly<Record<string, readonly string[]>> = {
  displayName: ['OPENAI_COMPATIBLE_PROVIDER_NAME'],
  headers: ['OPENAI_COMPATIBLE_CUSTOM_HEADERS'],
};

const settings: readonly SettingField[] = [
  {
    name: 'baseUrl',
    kind: 'url',
    description: 'Where the API is; most servers want it to end in /v1.',
    default: defaultBaseUrl,
    environment: { names: ['OPENAI_COMPATIBLE_BASE_URL'], default: 'https://openrouter.ai/api/v1' },
    settings: { names: ['openai_base_url'], default: defaultBaseUrl },
  },
  {
    name: 'apiKey',
    kind: 'secret',
    description: 'The key, where the server wants one.',
    settings: { names: ['openai_api_key'] },
  },
  {
    name: 'model',
    kind: 'string',
    description: 'Default model.',
    environment: { names: ['OPENAI_COMPATIBLE_DEFAULT_MODEL'], default: 'anthropic/claude-3.5-sonnet' },
    settings: { names: ['openai_model'], default: 'gpt-3.5-turbo' },
  },
  {
    name: 'timeout',
    kind: 'number',
    min: 0,
    description: 'Seconds for a plain call, and for each wait within a stream.',
    environment: { names: ['OPENAI_COMPATIBLE_TIMEOUT'], default: 30 },
  },
  {
    name: 'maxRetries',
    kind: 'integer',
    min: 0,
    max: 100,
    description: 'Retries of a failed attempt.',
    environment: { names: ['OPENAI_COMPATIBLE_MAX_RETRIES'], default: 3 },
  },
  ...[...dialectSettings, ...billingSettings].map((field) => {
    const names = environment[field.name];
    return names === undefined ? field : { ...field, environment: { names } };
  }),
];

/** The type `openai-compatible`: any server that speaks OpenAI's Chat Completions. */
export const definition: ProviderDefinition<OpenAICompatibleOptions, PresetDriver> = {
  specVersion: 1,
  type,
  aliases: ['openai_compatible'],
  displayName: 'OpenAI Compatible',
  packageName: '@modelport/provider-openai-compatible',
  packageVersion: version,
  location: 'any',
  capabilities: { chat: true },
  settings,
  probe,
  embedBatchLimit: defaultEmbedBatchLimit,
  create(options, context) {
    const prepared = {
      baseUrl: options.baseUrl ?? defaultBaseUrl,
      context,
      model: options.model,
      serverName: options.displayName,
      quirks: [options.quirks],
      client: options.client,
      agent: options.agent,
      headers: billingHeaders(options),
      editBody,
      editEmbedBody,
    } satisfies OpenAICompatibleDriverOptions;
    return openAzureAwareDriver(prepared, options);
  },
};

const editBody: OpenAICompatibleDriverOptions['editBody'] = (body, { providerOptions }) =>
  copyRequestOptions(body, providerOptions, requestFields, type);
const editEmbedBody: OpenAICompatibleDriverOptions['editEmbedBody'] = (body, { providerOptions }) =>
  copyRequestOptions(body, providerOptions, { user: requestFields.user }, type);
