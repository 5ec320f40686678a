import type { CallContext, ChatEvent, DriverRequest, FetchLike, Warning } from '@modelport/core';
import { createDriver } from '../../src/create-driver.js';
import type { LlamaCppDriver } from '../../src/llamacpp-driver.js';
import type { LlamaCppOptions } from '../../src/options.js';

/** A driver as core would create it. */
export function testDriver(options: LlamaCppOptions & { fetch?: FetchLike } = {}): LlamaCppDriver {
  return createDriver(options, { name: 'llamacpp', type: 'llamacpp', fetch: options.fetch });
}

/** A call as core would make it, with the warnings kept. */
export function testCall(
  overrides: Partial<CallContext> = {},
): CallContext & { readonly warnings: Warning[] } {
  const warnings: Warning[] = [];
  return {
    signal: new AbortController().signal,
    headers: {},
    attempt: 1,
    warn: (warning) => void warnings.push(warning),
    onConnecting: () => undefined,
    onConnected: () => undefined,
    ...overrides,
    warnings,
  };
}

/** A request as core would hand it over. */
export function ask(text: string, more: Partial<DriverRequest> = {}): DriverRequest {
  return { messages: [{ role: 'user', content: [{ type: 'text', text }] }], ...more };
}

/** All events of a driver's stream, batches forgotten. */
export async function allEvents(stream: AsyncIterable<readonly ChatEvent[]>): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const batch of stream) events.push(...batch);
  return events;
}

/** A `fetch` that answers anything with these pieces, one for each read, and keeps the bodies that it was sent. */
export function answering(pieces: Iterable<Uint8Array>, sent: Record<string, unknown>[] = []): FetchLike {
  return async (_url, init) => {
    if (init.body !== undefined) sent.push(JSON.parse(init.body));
    const body = (async function* () {
      yield* pieces;
    })();
    return { status: 200, headers: new Headers({ server: 'llama.cpp' }), body, text: async () => '' };
  };
}
