import type { ChatEvent } from '@modelport/core';
import type { Batch } from './commit.js';

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Takes single items out of batches: a kept promise while a batch is at hand, a wait only for the next one. `isStopped`: the
 * rest of a batch is no longer wanted.
 */
export function itemsOf<Item>(
  nextBatch: () => Promise<IteratorResult<Batch, unknown>>,
  pick: (event: ChatEvent) => Item | undefined,
  isStopped: () => boolean,
): () => Promise<IteratorResult<Item, undefined>> {
  let batch: Batch = [];
  let at = 0;
  let refilling: Promise<IteratorResult<Item, undefined>> | undefined;

  function take(): Item | undefined {
    if (at < batch.length && isStopped()) batch = [];
    for (let event = batch[at++]; event; event = batch[at++]) {
      const item = pick(event);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  async function refill(): Promise<IteratorResult<Item, undefined>> {
    try {
      for (;;) {
        const { done, value } = await nextBatch();
        if (done) return end;
        batch = value;
        at = 0;
        const item = take();
        if (item !== undefined) return { done: false, value: item };
      }
    } finally {
      refilling = undefined;
    }
  }

  return function next(): Promise<IteratorResult<Item, undefined>> {
    // Somebody called `next` again without waiting: one refill at a time.
    if (refilling) return refilling.then(next, next);
    const item = take();
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    refilling = refill();
    return refilling;
  };
}
