import type { ChatEvent } from '@modelport/core';
import type { Batch } from './commit.js';

type Result<Item> = IteratorResult<Item, undefined>;

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Takes single items out of batches: a kept promise while a batch is at hand, a wait only for the next one. `isStopped`: the
 * rest of a batch is no longer wanted.
 */
export function itemsOf<Item>(
  nextBatch: () => Promise<IteratorResult<Batch, unknown>>,
  pick: (event: ChatEvent) => Item | undefined,
  isStopped: () => boolean,
): () => Promise<Result<Item>> {
  let batch: Batch = [];
  let at = 0;
  let refilling: Promise<Result<Item>> | undefined;

  function take(): Item | undefined {
    if (at < batch.length && isStopped()) batch = [];
    for (let event = batch[at++]; event; event = batch[at++]) {
      const item = pick(event);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  /** Most often the next batch has an item: then it is told, not awaited, which is a promise less for each batch. */
  function onBatch(read: IteratorResult<Batch, unknown>): Result<Item> | Promise<Result<Item>> {
    try {
      const result = resultOf(read);
      if (result === undefined) return readOn();
      refilling = undefined;
      return result;
    } catch (reason) {
      return onFailure(reason);
    }
  }

  async function readOn(): Promise<Result<Item>> {
    try {
      for (;;) {
        const result = resultOf(await nextBatch());
        if (result !== undefined) return result;
      }
    } finally {
      refilling = undefined;
    }
  }

  /** `undefined`: the batch has nothing for the view. */
  function resultOf(read: IteratorResult<Batch, unknown>): Result<Item> | undefined {
    if (read.done) return end;
    batch = read.value;
    at = 0;
    const value = take();
    return value === undefined ? undefined : { done: false, value };
  }

  function onFailure(reason: unknown): never {
    refilling = undefined;
    throw reason;
  }

  return function next(): Promise<Result<Item>> {
    // Somebody called `next` again without waiting: one refill at a time.
    if (refilling) return refilling.then(next, next);
    const item = take();
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    try {
      refilling = nextBatch().then(onBatch, onFailure);
      return refilling;
    } catch (reason) {
      return Promise.reject(reason);
    }
  };
}
