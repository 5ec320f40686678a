import { gzipSync } from 'node:zlib';
import { ProviderError } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import { streamedEvents, throughStream } from '../reference/edit-answer.js';
import { inReads, throughBody } from '../reference/edit-body.js';

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const deliveryBreakages: Readonly<Record<string, Breakage>> = {
  // Takes reads of white space for signs of life, and drops them.
  'delivery/split-events': inReads((read) => (textOf(read).trim() === '' ? undefined : read)),
  // Decodes each read for itself.
  'delivery/split-characters': inReads((read) => bytesOf(textOf(read))),
  // Has a place for so many events, and no more.
  'delivery/one-read': inReads((read) => {
    const events = textOf(read).split('\n\n');
    return events.length > 64 ? bytesOf(`${events.slice(0, 64).join('\n\n')}\n\n`) : read;
  }),
  // Asks for compressed answers without a way to read them.
  'delivery/gzip': throughBody(async function* (bytes, { headers }) {
    for await (const read of bytes) {
      yield headers.get('content-encoding') === 'gzip' ? gzipSync(read) : read;
    }
  }),
  // Says nothing of what it skips.
  'delivery/malformed-event': {
    driver: (driver) => ({
      ...driver,
      stream: (request, call) => {
        const warn: typeof call.warn = (warning) => {
          if (warning.code !== 'malformed-event') call.warn(warning);
        };
        return driver.stream(request, { ...call, warn });
      },
    }),
  },
  // Makes do with what it could read.
  'delivery/many-malformed-events': throughStream(async function* (batches) {
    let hasText = false;
    try {
      for await (const batch of batches) {
        hasText ||= batch.some(({ type }) => type === 'text-delta');
        yield batch;
      }
    } catch (error) {
      const isBroken = error instanceof ProviderError && error.message.includes('no part of an answer');
      if (!hasText || !isBroken) throw error;
      yield [{ type: 'finish', finishReason: 'stop' }];
    }
  }),
  // Has a place for so much text, and no more.
  'delivery/large-event': streamedEvents('text-delta', (event) => ({
    ...event,
    text: event.text.slice(0, 1024 * 1024),
  })),
  // Throws away what is too much of a line, and waits for its end.
  'delivery/endless-line': throughBody(async function* (bytes) {
    let length = 0;
    for await (const read of bytes) {
      const lineEnd = read.lastIndexOf(10);
      length = lineEnd < 0 ? length + read.length : read.length - lineEnd;
      yield length > 12 * 1024 * 1024 ? new Uint8Array() : read;
    }
  }),
  // Insists on the end marker.
  'delivery/no-end-marker': throughBody(async function* (bytes) {
    let tail = '';
    for await (const read of bytes) {
      tail = (tail + textOf(read)).slice(-100);
      yield read;
    }
    if (!tail.includes('[DONE]')) {
      throw new ProviderError({ code: 'STREAM_INTERRUPTED', message: 'The end marker is missing.' });
    }
  }),
};
