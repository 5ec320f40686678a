import { type AbortSignalShape, ProviderError } from '@modelport/core';
import type { TargetLimits } from '../router-options.js';

interface Waiter {
  limits: TargetLimits | undefined;
  readonly admit: () => void;
}

/** How many calls a limit group is busy with, and who waits for one of them to end. */
export class Slots {
  readonly #key: string;
  readonly #waiters = new Set<Waiter>();
  #inFlight = 0;

  constructor(key: string) {
    this.#key = key;
  }

  /** Calls that have a slot. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Calls that wait for one. */
  get queued(): number {
    return this.#waiters.size;
  }

  /** Whether a call may begin at once. */
  isFree(limits: TargetLimits | undefined): boolean {
    return limits?.concurrent === undefined || this.#inFlight < limits.concurrent;
  }

  /** Whether a call may wait. */
  hasQueue(limits: TargetLimits | undefined): boolean {
    return this.#waiters.size < (limits?.queue ?? 0);
  }

  /** Takes a slot; ask `isFree` first. */
  take(): void {
    this.#inFlight += 1;
  }

  /** Gives a slot back. Who has waited longest has it at once. */
  leave(): void {
    this.#inFlight -= 1;
    if (this.#waiters.size > 0) this.#admit();
  }

  /**
   * Waits for a slot, and resolves when it is taken, in the order of arrival; at once where one is free. When the signal aborts, the
   * queue is left at once.
   *
   * @throws `OVERLOADED` when the queue is full; `ABORTED`, or the signal's reason where that is a `ProviderError`.
   */
  async wait(limits: TargetLimits | undefined, signal?: AbortSignalShape): Promise<void> {
    if (signal?.aborted) throw abortError(signal);
    if (this.isFree(limits)) return this.take();
    if (!this.hasQueue(limits)) throw this.fullError(limits);
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        if (signal) reject(abortError(signal));
      };
      const admit = () => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener('abort', leave);
        this.take();
        resolve();
      };
      const waiter: Waiter = { limits, admit };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Lets those who wait by a target's former limits wait by its new ones. */
  update(former: TargetLimits | undefined, limits: TargetLimits | undefined): void {
    for (const waiter of this.#waiters) if (waiter.limits === former) waiter.limits = limits;
    this.#admit();
  }

  /** Says that all slots and places are taken, and what to do about it. */
  fullError(limits: TargetLimits | undefined): ProviderError {
    const { concurrent, queue = 0 } = limits ?? {};
    const places = queue === 0 ? 'no call may wait' : `${this.queued} more wait, as many as may`;
    const calls = this.inFlight === 1 ? 'call' : 'calls';
    return new ProviderError({
      code: 'OVERLOADED',
      message: `"${this.#key}" is busy with ${this.inFlight} ${calls}, of ${concurrent} that it may have at once, and ${places}. Raise limits.concurrent or limits.queue, add a target, or try again later.`,
    });
  }

  /** Targets that share a key may have different limits: whoever comes first and may begin, begins. */
  #admit(): void {
    for (const { limits, admit } of this.#waiters) if (this.isFree(limits)) admit();
  }
}

function abortError({ reason }: AbortSignalShape): ProviderError {
  if (ProviderError.isInstance(reason)) return reason;
  const message = 'The call was aborted while it waited for another one to end.';
  return new ProviderError({ code: 'ABORTED', message, cause: reason });
}
