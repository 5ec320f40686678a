import type { CallContext, ChatEvent, DriverRequest, FetchLike, Warning } from '@modelport/core';
import { createDriver } from '../../src/create-driver.js';
import type { OpenRouterDriver } from '../../src/openrouter-driver.js';
import type { OpenRouterOptions } from '../../src/options.js';

const apiKey = 'sk-or-v1-fake';

/** A driver as core would create it. */
export function testDriver({ fetch, ...options }: OpenRouterOptions = {}): OpenRouterDriver {
  return createDriver({ apiKey, ...options }, { name: 'openrouter', type: 'openrouter', fetch });
}

/** A call as core would make it, with the warnings kept. */
export function testCall(): CallContext & { readonly warnings: Warning[] } {
  const warnings: Warning[] = [];
  return {
    signal: new AbortController().signal,
    headers: {},
    apiKey,
    attempt: 1,
    warn: (warning) => void warnings.push(warning),
    onConnecting: () => undefined,
    onConnected: () => undefined,
    warnings,
  };
}

/** A request as core would hand it over. */
export function ask(text: string, more: Partial<DriverRequest> = {}): DriverRequest {
  return { messages: [{ role: 'user', content: [{ type: 'text', text }] }], ...more };
}

/** All events of a driver's stream, and the error that it ended with. */
export async function readAll(stream: AsyncIterable<readonly ChatEvent[]>): Promise<unknown[]> {
  const events: unknown[] = [];
  try {
    for await (const batch of stream) events.push(...batch);
  } catch (error) {
    events.push(JSON.parse(JSON.stringify(error)));
  }
  return events;
}

/** A `fetch` that answers anything with these pieces, one for each read. */
export function answering(pieces: Iterable<Uint8Array>): FetchLike {
  return async () => {
    const body = (async function* () {
      yield* pieces;
    })();
    return { status: 200, headers: new Headers(), body, text: async () => '' };
  };
}
