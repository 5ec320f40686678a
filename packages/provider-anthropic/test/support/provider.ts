import {
  createProvider,
  createRegistry,
  type FetchLike,
  type Provider,
  registerProvider,
} from '@modelport/core';
import type { FakeAnthropic } from '@modelport/provider-testkit';
import { definition } from '../../src/definition.js';
import type { AnthropicOptions } from '../../src/options.js';

/** A registry that holds this package's type alone. */
export const registry = createRegistry();
registerProvider(definition, { registry });

/** A provider for a server, without retries. */
export function connect(
  { baseUrl, apiKey }: Pick<FakeAnthropic, 'baseUrl' | 'apiKey'>,
  options: AnthropicOptions = {},
): Provider {
  const usual = { baseUrl, apiKey, model: 'claude-sonnet-5', maxRetries: 0 };
  return createProvider('anthropic', { ...usual, ...options }, { registry });
}

/** Both ways in which requests can be sent. */
export const transports: readonly (readonly [name: string, options: { fetch?: FetchLike }])[] = [
  ['its own transport', {}],
  ['a fetch that was given', { fetch: (url, init) => (globalThis.fetch as FetchLike)(url, init) }],
];
