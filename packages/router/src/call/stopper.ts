import type { CallOptions } from '@modelport/core';
import type { RoutedCall } from './routed-call.js';
import type { Turn } from './turn.js';

/** What ends one attempt before its target does. */
export interface Stopper {
  /** What the target listens to. */
  readonly signal: CallOptions['signal'];
  /** Ends it: it is not needed any more. */
  stop(): void;
  /** Gives it so many milliseconds from now, unless it has an end already. `Infinity`: as long as its target gives it. */
  limit(time: number): void;
}

/**
 * A stopper for the attempt of a turn: until that is over it follows the caller's signal, and ends the attempt after `time`
 * milliseconds, which are all that the call has left. `Infinity`: it has as long as its target gives it.
 */
export function stopperFor(call: RoutedCall, turn: Turn, time: number): Stopper {
  const { signal } = call.options;
  // What is no signal is refused by its name.
  if (signal && typeof signal.addEventListener !== 'function')
    return { signal, stop: () => undefined, limit: () => undefined };
  const controller = new AbortController();
  const follow = () => controller.abort(signal?.reason);
  const expire = () => {
    turn.isLate = true;
    controller.abort();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = (milliseconds: number) => {
    if (timer !== undefined || turn.isOver || milliseconds === Infinity) return;
    // Timers may fire a moment early: whoever asks then, must find that the time is up.
    timer = setTimeout(expire, Math.max(0, Math.ceil(milliseconds)) + 1);
  };
  limit(time);
  signal?.addEventListener('abort', follow, { once: true });
  turn.onEnd = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', follow);
  };
  if (signal?.aborted) follow();
  return { signal: controller.signal, stop: () => controller.abort(), limit };
}

/** What the attempt of a turn listens to: the caller's own signal, where nothing else may end it. */
export function signalFor(call: RoutedCall, turn: Turn): CallOptions['signal'] {
  const { attemptTime } = call;
  return attemptTime === Infinity ? call.options.signal : stopperFor(call, turn, attemptTime).signal;
}
