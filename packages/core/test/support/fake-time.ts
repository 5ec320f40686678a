import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import type { CallContext } from '../../src/contract.js';
import type { ProviderError } from '../../src/errors.js';
import { errorOf, hang } from './scripted.js';

export const minute = 60_000;
export const day = 24 * 60 * minute;

/** Lets the tests of a file decide how time passes, and checks that none of them leaves a timer behind. */
export function useFakeTime(): void {
  // The first call loads the pipeline, which takes real time: a clock that jumps ahead must not run meanwhile.
  beforeAll(() => import('../../src/provider/pipeline.js'));
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
}

/** A step of an exchange that takes its time, unless it is aborted meanwhile. */
export const pause =
  (milliseconds: number) =>
  (call: CallContext): Promise<unknown> => {
    let timer: ReturnType<typeof setTimeout>;
    const passed = new Promise((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    return Promise.race([passed, hang(call)]).finally(() => clearTimeout(timer));
  };

/** What comes of something however long it takes. */
export async function eventually<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(40 * day);
  return promise;
}

/** The error of a call, and how many milliseconds it took to come. */
export async function timeOf(action: Promise<unknown>): Promise<{ error: ProviderError; after: number }> {
  const startedAt = performance.now();
  return eventually(errorOf(action).then((error) => ({ error, after: performance.now() - startedAt })));
}
