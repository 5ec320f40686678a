import type { ChatEvent } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../src/call/items-of.js';
import { reasoning, text } from '../support/scripted.js';

type Batches = readonly (readonly ChatEvent[] | Error)[];

/** Reads texts out of batches; an error is thrown in place of one. */
function textsOf(batches: Batches) {
  const left = [...batches];
  const nextBatch = () => {
    const batch = left.shift();
    if (batch instanceof Error) throw batch;
    return Promise.resolve(
      batch ? { done: false as const, value: batch } : { done: true as const, value: 0 },
    );
  };
  const textOf = (event: ChatEvent) => (event.type === 'text-delta' ? event.text : undefined);
  return itemsOf(nextBatch, textOf, () => false);
}

describe('the items of batches', () => {
  it('are those that are picked, in order, to the end', async () => {
    const next = textsOf([[text('a'), reasoning('-'), text('b')], [reasoning('-')], [], [text('c')]]);
    const results = await Promise.all([next(), next(), next(), next(), next()]);
    expect(results.map(({ value }) => value)).toEqual(['a', 'b', 'c', undefined, undefined]);
  });

  it.each([
    ['before any item', 0],
    ['after batches that have none', 2],
  ])('are at hand again after an error %s', async (_, batchesBefore) => {
    const before = Array.from({ length: batchesBefore }, () => [reasoning('-')]);
    const next = textsOf([...before, new Error('gone'), [text('a')]]);
    await expect(next()).rejects.toThrow('gone');
    expect(await next()).toEqual({ done: false, value: 'a' });
  });

  it('are at hand again after a read that is none', async () => {
    const reads = [undefined as never, { done: false as const, value: [text('a')] }];
    const next = itemsOf(
      () => Promise.resolve(reads.shift() as never),
      ({ type }) => type,
      () => false,
    );
    await expect(next()).rejects.toThrow(TypeError);
    expect(await next()).toEqual({ done: false, value: 'text-delta' });
  });
});
