import type { ProviderError } from '@modelport/core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { errorOf, says, scripted } from './scripted.js';

export const minute = 60_000;

/** Lets the tests of a file decide how time passes, and checks that none of them leaves a timer behind. */
export function useFakeTime(): void {
  // The first call loads what all calls need, which takes real time: a clock that jumps ahead must not run meanwhile.
  beforeAll(() => scripted('warm-up', [says('Hello')]).provider.chat('Hi'));
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** What comes of something within so many milliseconds. */
export async function within<Result>(milliseconds: number, promise: Promise<Result>): Promise<Result> {
  let isSettled = false;
  const done = () => {
    isSettled = true;
  };
  promise.then(done, done);
  await vi.advanceTimersByTimeAsync(milliseconds);
  if (!isSettled) throw new Error(`Nothing came of it in ${milliseconds} ms.`);
  return promise;
}

/** The error of a call, and after how many milliseconds it came. */
export async function timeOf(
  action: Promise<unknown>,
  milliseconds: number = 20 * minute,
): Promise<{ error: ProviderError; after: number }> {
  const startedAt = performance.now();
  const timed = errorOf(action).then((error) => ({ error, after: performance.now() - startedAt }));
  return within(milliseconds, timed);
}

/** Lets everything that is ready run. */
export const settle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 5));

/** Fails the test file where a rejection was left unhandled in it. */
export function watchUnhandledRejections(): readonly unknown[] {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => {
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
  return unhandled;
}

/** How many listeners a signal has. */
export function countListeners(signal: AbortSignal): () => number {
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...[type, listener, options]: Parameters<typeof add>) => {
    listeners.add(listener);
    add(type, listener, options);
  };
  signal.removeEventListener = (...[type, listener, options]: Parameters<typeof remove>) => {
    listeners.delete(listener);
    remove(type, listener, options);
  };
  return () => listeners.size;
}
