import type { ProviderDefinition, SettingField } from '@modelport/core';
import { createOpenAICompatibleDriver, type OpenAICompatibleDriver } from './openai-compatible-driver.js';
import type { OpenAICompatibleOptions } from './options.js';
import { probe } from './probe.js';
import { copyRequestOptions, requestFields } from './request-options.js';
import { version } from './version.js';

const type = 'openai-compatible';
const defaultBaseUrl = 'http://localhost:8000/v1';

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
    environment: { names: ['OPENAI_COMPATIBLE_API_KEY'] },
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
    name: 'displayName',
    kind: 'string',
    description: "What error messages call the server. Default: the service's name by its host.",
    environment: { names: ['OPENAI_COMPATIBLE_PROVIDER_NAME'] },
  },
  {
    name: 'headers',
    kind: 'json',
    description: 'Sent with every request.',
    environment: { names: ['OPENAI_COMPATIBLE_CUSTOM_HEADERS'] },
  },
  { name: 'organization', kind: 'string', description: 'Organization that is billed, for OpenAI.' },
  { name: 'project', kind: 'string', description: 'Project that is billed, for OpenAI.' },
  { name: 'quirks', kind: 'json', description: 'How the server deviates from the dialect.' },
  {
    name: 'client',
    kind: 'object',
    description: 'A client of the openai package to send everything through.',
  },
];

/** The type `openai-compatible`: any server that speaks OpenAI's Chat Completions. */
export const definition: ProviderDefinition<OpenAICompatibleOptions, OpenAICompatibleDriver> = {
  specVersion: 1,
  type,
  aliases: ['openai_compatible'],
  displayName: 'OpenAI compatible',
  packageName: '@modelport/provider-openai-compatible',
  packageVersion: version,
  location: 'any',
  capabilities: { chat: true },
  settings,
  probe,
  // The smallest limit of a public service (Cohere's; Google takes 100, OpenAI 2048).
  embedBatchLimit: 96,
  create(options, context) {
    const { organization, project } = options;
    return createOpenAICompatibleDriver({
      baseUrl: options.baseUrl ?? defaultBaseUrl,
      context,
      model: options.model,
      serverName: options.displayName,
      quirks: [options.quirks],
      client: options.client,
      headers: {
        ...(organization !== undefined && { 'openai-organization': organization }),
        ...(project !== undefined && { 'openai-project': project }),
      },
      editBody: (body, { providerOptions }) => copyRequestOptions(body, providerOptions, requestFields, type),
      editEmbedBody: (body, { providerOptions }) =>
        copyRequestOptions(body, providerOptions, { user: requestFields.user }, type),
    });
  },
};
