import { type ChatEvent, ProviderError } from '@modelport/core';
import type { ByteBody } from '@modelport/provider-utils';
import type { Breakage } from '../reference/breakage.js';
import { inStream, streamedEvents, throughStream } from '../reference/edit-answer.js';
import { throughBody } from '../reference/edit-body.js';

type Batch = readonly ChatEvent[];

export const streamingBreakages: Readonly<Record<string, Breakage>> = {
  // Takes white space for nothing.
  'stream/text-deltas': streamedEvents('text-delta', (event) => (event.text.trim() ? event : undefined)),
  // The first two pieces go out at once, to look fast; then they are gathered by fours, to save work.
  'stream/no-buffering': throughStream(async function* (batches) {
    let pieces = 0;
    let held: ChatEvent[] = [];
    const flush = (): Batch => {
      const all = held;
      held = [];
      return all;
    };
    try {
      for await (const batch of batches) {
        if (batch.some(({ type }) => type === 'text-delta')) pieces++;
        held.push(...batch);
        if (pieces <= 2 || held.length >= 4 || batch.length !== 1) yield flush();
      }
    } catch (error) {
      yield flush();
      throw error;
    }
    yield flush();
  }),
  'stream/batches': throughStream(async function* (batches) {
    for await (const batch of batches) {
      for (const event of batch) yield [event];
      if (batch.length === 0) yield [];
    }
  }),
  // Tells the model when it is through, as it stands in the last event, too.
  'stream/start': throughStream(async function* (batches) {
    let start: ChatEvent | undefined;
    for await (const batch of batches) {
      const known = batch.find((event) => event.type === 'start' && event.model !== undefined);
      start ??= known;
      const finish = batch.some(({ type }) => type === 'finish');
      yield [...(finish && start ? [start] : []), ...batch.filter((event) => event !== known)];
    }
  }),
  // Counts from 1.
  'stream/part-indexes': inStream((batch) =>
    batch.map((event) =>
      'part' in event && event.part !== undefined ? { ...event, part: event.part + 1 } : event,
    ),
  ),
  // Takes each delta for a part.
  'stream/part-ends': inStream((batch) =>
    batch.flatMap(
      (event): Batch =>
        event.type === 'text-delta' ? [event, { type: 'part-end', part: event.part }] : [event],
    ),
  ),
  // Reads on as fast as it can.
  'stream/backpressure': throughStream((batches) => readAhead(batches)),
  'stream/unknown-events': {
    chunk: (chunk) => {
      if (chunk.choices) return chunk;
      throw new ProviderError({ code: 'RESPONSE_INVALID', message: 'An event of an unknown kind.' });
    },
  },
  // Checks events with a strict schema.
  'stream/unknown-fields': {
    chunk: (chunk) => {
      const unknown = Object.keys(chunk).filter((name) => !fields.includes(name));
      if (!chunk.choices || unknown.length === 0) return chunk;
      throw new ProviderError({ code: 'RESPONSE_INVALID', message: `Unknown: ${unknown.join(', ')}.` });
    },
  },
  // Leaves at the end marker, before the body's own end.
  'stream/connection-again': throughBody(async function* (bytes) {
    for await (const read of bytes) {
      yield read;
      if (new TextDecoder().decode(read).includes('[DONE]')) break;
    }
  }),
  // Once an answer streams, nobody is told: neither by the signal nor by leaving the body.
  // Once an answer streams, nobody is told: neither by the signal nor by leaving the body.
  'stream/abort-mid-chunk': {
    request: (request) => {
      const { signal } = request;
      if (signal === undefined) return request;
      const own = new AbortController();
      const stop = (): void => own.abort(signal.reason);
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
      forget.set(own.signal, () => signal.removeEventListener('abort', stop));
      return { ...request, signal: own.signal };
    },
    send: async (send, { signal }) => {
      const response = await send();
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
      if (signal) forget.get(signal)?.();
      const body: ByteBody = {
        next: () => response.body.next(),
        return: async () => ({ value: undefined, done: true }),
        text: (limit) => response.body.text(limit),
        [Symbol.asyncIterator]() {
          return this;
        },
      };
      return { ...response, body };
    },
  },
};

const forget = new WeakMap<object, () => void>();

const fields = [
  ...['id', 'object', 'created', 'model', 'choices', 'usage', 'service_tier', 'system_fingerprint'],
  'obfuscation',
];

/** Pumps batches into a queue, whoever takes them. */
function readAhead(batches: AsyncIterable<Batch>): AsyncIterable<Batch> {
  const queue: Batch[] = [];
  let wake = () => {};
  let ended: { error?: unknown } | undefined;
  const iterator = batches[Symbol.asyncIterator]();
  const pump = async () => {
    try {
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) break;
        queue.push(value);
        wake();
      }
      ended = {};
    } catch (error) {
      ended = { error };
    }
    wake();
  };
  let pumping = false;
  const next = async (): Promise<IteratorResult<Batch, undefined>> => {
    if (!pumping) void pump();
    pumping = true;
    for (;;) {
      const value = queue.shift();
      if (value) return { done: false, value };
      if (ended && 'error' in ended) throw ended.error;
      if (ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const leave = async () => {
    await iterator.return?.();
    return { done: true as const, value: undefined };
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}
