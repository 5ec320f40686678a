import type { CommonOptions, ProviderDefinition } from '@modelport/core';
import { MessagesDriver } from './messages-driver.js';

/** Options of the type `anthropic-dialect`. */
export interface AnthropicDialectOptions extends CommonOptions {
  /** Sent as `max_tokens` where a request has none: the API demands it. Default 4,096. */
  readonly maxTokens?: number | undefined;
}

/** A provider for Anthropic's dialect, written from outside with nothing but public exports. */
export const anthropicDialectDefinition: ProviderDefinition<AnthropicDialectOptions, MessagesDriver> = {
  specVersion: 1,
  type: 'anthropic-dialect',
  displayName: 'Anthropic dialect',
  packageName: '@modelport/integration-tests',
  packageVersion: '0.0.0',
  location: 'any',
  capabilities: {
    chat: true,
    embeddings: false,
    structuredOutput: false,
    minP: false,
    presencePenalty: false,
    frequencyPenalty: false,
    seed: false,
    logprobs: false,
  },
  settings: [
    {
      name: 'baseUrl',
      kind: 'url',
      description: 'Where the API is, with its version: `http://127.0.0.1:8080/v1`.',
      required: true,
    },
    { name: 'apiKey', kind: 'secret', description: 'Sent as `x-api-key`.' },
    { name: 'model', kind: 'string', description: 'Default model.' },
    {
      name: 'maxTokens',
      kind: 'integer',
      description: 'Longest answer where a request does not say.',
      min: 1,
      default: 4096,
    },
  ],
  create: (options, context) =>
    new MessagesDriver(
      { baseUrl: (options.baseUrl ?? '').replace(/\/+$/, ''), maxTokens: options.maxTokens ?? 4096 },
      context,
    ),
};
