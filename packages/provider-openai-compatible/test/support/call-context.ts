import type { CallContext, ChatEvent, Warning } from '@modelport/core';

/** A call as core would make it, with the warnings kept. */
export type TestCall = CallContext & { readonly warnings: Warning[] };

export function testCall(overrides: Partial<CallContext> = {}): TestCall {
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

/** All events of a driver's stream. */
export async function allEvents(stream: AsyncIterable<readonly ChatEvent[]>): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const batch of stream) events.push(...batch);
  return events;
}

/** The answer's text. */
export function textOf(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

/** The answer's reasoning. */
export function reasoningOf(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'reasoning-delta' ? event.text : '')).join('');
}

/** The tool calls, put together from their events. */
export function callsOf(events: readonly ChatEvent[]): { id: string; name: string; arguments: string }[] {
  return events
    .filter((event) => event.type === 'tool-call-start')
    .map(({ part, id, name }) => ({
      id,
      name,
      arguments: events
        .map((event) => (event.type === 'tool-call-delta' && event.part === part ? event.argumentsDelta : ''))
        .join(''),
    }));
}
