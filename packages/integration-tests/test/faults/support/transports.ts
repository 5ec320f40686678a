import type { FetchLike, Provider } from '@modelport/core';
import { createProvider } from '@modelport/core';
import type { OpenAICompatibleOptions } from '@modelport/provider-openai-compatible';
import { describe } from 'vitest';
import '@modelport/provider-openai-compatible';

/** Creates a provider for a server that plays a fault. The options win over what is usual in these tests. */
export type Connect = (server: { readonly baseUrl: string }, options?: OpenAICompatibleOptions) => Provider;

const transports: readonly (readonly [name: string, fetch: FetchLike | undefined])[] = [
  ['over the own transport', undefined],
  ['over fetch', globalThis.fetch],
];

/** Describes the same behaviour for both transports. Concurrent: for tests that do little but wait. */
export function onBothTransports(
  options: { readonly concurrent?: boolean },
  tests: (connect: Connect, name: string) => void,
): void {
  for (const [name, fetch] of transports) {
    describe(name, options, () => tests(connectWith(fetch), name));
  }
}

function connectWith(fetch: FetchLike | undefined): Connect {
  return ({ baseUrl }, options) =>
    createProvider('openai-compatible', {
      baseUrl: baseUrl.endsWith('/v1') ? baseUrl : `${baseUrl}/v1`,
      model: 'faulty',
      fetch,
      ...options,
    });
}
