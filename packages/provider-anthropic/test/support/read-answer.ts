import type { ChatEvent, ProviderError, Warning } from '@modelport/core';
import type { TransportResponse } from '@modelport/provider-utils';
import { MessagesDecoder } from '../../src/answer-decoder.js';

/** What came of an answer. */
export interface ReadAnswer {
  readonly events: readonly ChatEvent[];
  readonly failure: ProviderError | undefined;
  readonly warnings: readonly Warning[];
}

/** Reads an answer in these pieces, without network. @throws what the decoder throws. */
export function readAnswer(
  pieces: readonly (Uint8Array | string)[],
  { includeRaw = false, headers = {} }: { includeRaw?: boolean; headers?: Record<string, string> } = {},
): ReadAnswer {
  const warnings: Warning[] = [];
  const response = {
    status: 200,
    headers: { get: (name: string) => headers[name], entries: () => Object.entries(headers) },
  } as unknown as TransportResponse;
  const decoder = new MessagesDecoder({
    ...{ type: 'anthropic', includeRaw, response, serverName: 'Anthropic' },
    call: { apiKey: 'sk-ant-secret', warn: (warning) => void warnings.push(warning) },
  });
  const events: ChatEvent[] = [];
  for (const piece of pieces) {
    decoder.push(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
    events.push(...decoder.take());
  }
  decoder.end();
  events.push(...decoder.take());
  return { events, failure: decoder.failure, warnings };
}

/** Events of the wire as they are sent. */
export function wire(
  ...events: readonly { readonly type: string; readonly [field: string]: unknown }[]
): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

/** The events of a type. */
export function ofType<Type extends ChatEvent['type']>(
  events: readonly ChatEvent[],
  type: Type,
): Extract<ChatEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<ChatEvent, { type: Type }> => event.type === type);
}
