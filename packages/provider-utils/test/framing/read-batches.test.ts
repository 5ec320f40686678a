import { describe, expect, it } from 'vitest';
import { readNdjson, readServerSentEvents } from '../../src/framing/read-batches.js';
import { bytes } from './support.js';

/** A body that tells whether it was closed. */
function body(chunks: readonly string[], failure?: Error) {
  const state = { closed: false, reads: 0 };
  const iterator: AsyncIterableIterator<Uint8Array> = {
    next: async () => {
      const chunk = chunks[state.reads++];
      if (chunk !== undefined) return { value: bytes(chunk), done: false };
      if (failure) throw failure;
      return { value: undefined, done: true };
    },
    return: async () => {
      state.closed = true;
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return { iterator, state };
}

describe('reading a body in batches', () => {
  it('gives one batch per read, an empty one where no frame was completed, and the rest at the end', async () => {
    const { iterator } = body(['data: 1\n\ndata: 2\n\nda', 'ta: 3\n\n', ': ping\n\n', 'data: 4']);
    const batches: string[][] = [];
    for await (const batch of readServerSentEvents(iterator)) batches.push(batch.map(({ data }) => data));
    expect(batches).toEqual([['1', '2'], ['3'], [], [], ['4']]);
  });

  it('reads no further than it is asked', async () => {
    const { iterator, state } = body(['1\n', '2\n', '3\n']);
    const batches = readNdjson(iterator);
    expect(state.reads).toBe(0);
    expect((await batches.next()).value).toEqual(['1']);
    expect(state.reads).toBe(1);
  });

  it('closes the body when the consumer leaves the loop', async () => {
    const { iterator, state } = body(['1\n', '2\n']);
    for await (const _batch of readNdjson(iterator)) break;
    expect(state).toEqual({ closed: true, reads: 1 });
  });

  it('does not close a body that has ended', async () => {
    const { iterator, state } = body(['1\n']);
    const batches = readNdjson(iterator);
    await batches.next();
    expect(await batches.next()).toEqual({ value: undefined, done: true });
    expect(await batches.next()).toEqual({ value: undefined, done: true });
    await batches.return();
    expect(state.closed).toBe(false);
  });

  it('lets an error of the body through, once', async () => {
    const failure = new Error('cut');
    const batches = readNdjson(body(['1\n'], failure).iterator);
    await batches.next();
    await expect(batches.next()).rejects.toBe(failure);
    expect(await batches.next()).toEqual({ value: undefined, done: true });
  });

  it('closes the body when a frame has no end', async () => {
    const { iterator, state } = body(['xxxx', 'xxxx', 'xxxx']);
    const batches = readNdjson(iterator, { maxFrameLength: 6 });
    await batches.next();
    await expect(batches.next()).rejects.toMatchObject({ code: 'RESPONSE_INVALID' });
    expect(state).toEqual({ closed: true, reads: 2 });
    expect(await batches.next()).toEqual({ value: undefined, done: true });
  });
});
