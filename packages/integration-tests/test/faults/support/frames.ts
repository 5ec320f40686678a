import { type Fault, wholeStream } from '@modelport/provider-testkit';

type Json = Readonly<Record<string, unknown>>;

/** One event of a stream: JSON, or a text as it is. */
export type StreamedEvent = Json | string;

const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'faulty' };

/** The event of a stream that carries a delta of choice 0. */
export function delta(fields: Json, choice: Json = {}): Json {
  return { ...envelope, choices: [{ index: 0, delta: fields, finish_reason: null, ...choice }] };
}

/** The event in which choice 0 finishes. */
export function finish(reason: string | null = 'stop', more: Json = {}): Json {
  return { ...envelope, choices: [{ index: 0, delta: {}, finish_reason: reason }], ...more };
}

/** An event without choices, as that of the usage is. */
export function bare(fields: Json): Json {
  return { ...envelope, choices: [], ...fields };
}

/** One event as bytes of an event stream; a text as it is. */
export function frame(event: StreamedEvent): string {
  return `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`;
}

/** A server that answers every request with these events, and with `[DONE]` after them. */
export function streaming(...events: readonly StreamedEvent[]): Fault {
  return [wholeStream([...events, '[DONE]'].map(frame))];
}

/** An error body in OpenAI's form. */
export function said(message: string, more: Json = {}): { readonly error: Json } {
  return { error: { message, ...more } };
}
