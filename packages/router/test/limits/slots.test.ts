import { getEventListeners } from 'node:events';
import { ProviderError } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../src/limits/slots.js';
import { createRandom } from '../support/random.js';
import { errorOf } from './support/errors.js';

/** Notes the order in which waiting calls get their slots. */
function record() {
  const order: string[] = [];
  const note = (name: string) => () => order.push(name);
  const follow = (name: string, wait: Promise<void>): void => {
    void wait.then(note(name));
  };
  return { order, follow };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Slots', () => {
  it('are free without end where no limit is set', () => {
    const slots = new Slots('a');
    for (let call = 0; call < 1_000; call++) slots.take();
    expect(slots.isFree(undefined)).toBe(true);
    expect(slots.isFree({ requestsPerDay: 1 })).toBe(true);
    expect(slots.isFree({ concurrent: 1_000 })).toBe(false);
  });

  it('are handed on in the order of arrival, and nobody comes in between', async () => {
    const limits = { concurrent: 1, queue: 3 };
    const slots = new Slots('a');
    const { order, follow } = record();
    slots.take();
    for (const name of ['first', 'second', 'third']) follow(name, slots.wait(limits));
    expect(slots.queued).toBe(3);
    slots.leave();
    // Before those who wait have had a chance to run: the slot is theirs already.
    expect(slots.isFree(limits)).toBe(false);
    expect(slots.inFlight).toBe(1);
    await settled();
    expect(order).toEqual(['first']);
    slots.leave();
    slots.leave();
    await settled();
    expect(order).toEqual(['first', 'second', 'third']);
    expect([slots.inFlight, slots.queued]).toEqual([1, 0]);
  });

  it('are taken at once by who finds one free', async () => {
    const slots = new Slots('a');
    await slots.wait({ concurrent: 2 });
    await slots.wait({ concurrent: 2 });
    expect(slots.inFlight).toBe(2);
  });

  it('refuse who finds the queue full, and say what would help', async () => {
    const slots = new Slots('local');
    slots.take();
    slots.take();
    const none = await errorOf(() => slots.wait({ concurrent: 2 }));
    expect(none).toMatchObject({ code: 'OVERLOADED', retryable: true });
    expect(none.message).toBe(
      '"local" is busy with 2 calls, of 2 that it may have at once, and no call may wait. Raise limits.concurrent or limits.queue, add a target, or try again later.',
    );
    const limits = { concurrent: 2, queue: 1 };
    void slots.wait(limits);
    expect(slots.hasQueue(limits)).toBe(false);
    expect((await errorOf(() => slots.wait(limits))).message).toContain('1 more wait, as many as may');
    expect(slots.queued).toBe(1);
  });

  it('are no longer waited for as soon as the signal aborts, and the next in the queue moves up', async () => {
    const limits = { concurrent: 1, queue: 2 };
    const slots = new Slots('a');
    const { order, follow } = record();
    const controller = new AbortController();
    slots.take();
    const left = slots.wait(limits, controller.signal);
    follow('second', slots.wait(limits));
    expect(slots.hasQueue(limits)).toBe(false);
    controller.abort('enough');
    expect(slots.queued).toBe(1);
    expect(slots.hasQueue(limits)).toBe(true);
    expect(await errorOf(() => left)).toMatchObject({ code: 'ABORTED', name: 'AbortError', cause: 'enough' });
    slots.leave();
    await settled();
    expect(order).toEqual(['second']);
    expect([slots.inFlight, slots.queued]).toEqual([1, 0]);
  });

  it('are not waited for where the signal has aborted before, although one is free', async () => {
    const slots = new Slots('a');
    expect((await errorOf(() => slots.wait({}, AbortSignal.abort()))).code).toBe('ABORTED');
    expect(slots.inFlight).toBe(0);
  });

  it('tell of the deadline that made a call leave', async () => {
    const slots = new Slots('a');
    slots.take();
    const controller = new AbortController();
    const waiting = slots.wait({ concurrent: 1, queue: 1 }, controller.signal);
    const late = new ProviderError({ code: 'TIMEOUT', timer: 'total', message: 'Too late.' });
    controller.abort(late);
    expect(await errorOf(() => waiting)).toBe(late);
  });

  it('stay with the call that got one, although its signal aborts later', async () => {
    const limits = { concurrent: 1, queue: 1 };
    const slots = new Slots('a');
    const controller = new AbortController();
    slots.take();
    const waiting = slots.wait(limits, controller.signal);
    slots.leave();
    controller.abort();
    await waiting;
    expect([slots.inFlight, slots.queued]).toEqual([1, 0]);
  });

  it('leave no listener behind on a signal that serves many calls', async () => {
    const limits = { concurrent: 1, queue: 1 };
    const slots = new Slots('a');
    const { signal } = new AbortController();
    slots.take();
    for (let call = 0; call < 3; call++) {
      const waiting = slots.wait(limits, signal);
      expect(getEventListeners(signal, 'abort')).toHaveLength(1);
      slots.leave();
      await waiting;
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('let in who may where targets of one key have different limits', async () => {
    const slots = new Slots('a');
    const { order, follow } = record();
    for (let call = 0; call < 4; call++) slots.take();
    follow('strict', slots.wait({ concurrent: 2, queue: 5 }));
    follow('lax', slots.wait({ concurrent: 4, queue: 5 }));
    slots.leave();
    await settled();
    expect(order).toEqual(['lax']);
    for (let call = 0; call < 3; call++) slots.leave();
    await settled();
    expect(order).toEqual(['lax', 'strict']);
  });

  it('let in who waits when a limit is raised', async () => {
    const former = { concurrent: 1, queue: 5 };
    const slots = new Slots('a');
    const { order, follow } = record();
    slots.take();
    for (const name of ['first', 'second', 'third']) follow(name, slots.wait(former));
    const other = { concurrent: 1, queue: 5 };
    follow('other', slots.wait(other));
    slots.update(former, { concurrent: 3, queue: 5 });
    await settled();
    expect(order).toEqual(['first', 'second']);
    slots.update(former, undefined);
    await settled();
    expect([slots.inFlight, slots.queued]).toEqual([3, 2]);
  });

  it.each([1, 2, 3])(
    'never pass the limit and never leak with 10,000 calls that come, wait and leave (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const limits = { concurrent: 7, queue: 200 };
      const slots = new Slots('a');
      const seen = { most: 0, refused: 0, left: 0, waited: 0 };
      const pass = async () => {
        for (let steps = Math.floor(random() * 4); steps > 0; steps--) await null;
      };
      const one = async () => {
        const controller = new AbortController();
        if (random() < 0.3)
          void pass()
            .then(() => pass())
            .then(() => controller.abort());
        try {
          if (!slots.isFree(limits)) {
            await slots.wait(limits, controller.signal);
            seen.waited++;
          } else slots.take();
        } catch (error) {
          if ((error as ProviderError).code === 'ABORTED') seen.left++;
          else seen.refused++;
          return;
        }
        seen.most = Math.max(seen.most, slots.inFlight);
        await pass();
        slots.leave();
      };
      const calls: Promise<void>[] = [];
      for (let call = 0; call < 10_000; call++) {
        calls.push(one());
        if (random() < 0.002) await settled();
      }
      await Promise.all(calls);
      expect(seen.most).toBe(7);
      expect([slots.inFlight, slots.queued]).toEqual([0, 0]);
      // Each way to end was gone; else this would have shown little.
      expect(Math.min(seen.refused, seen.left, seen.waited)).toBeGreaterThan(100);
    },
  );
});
