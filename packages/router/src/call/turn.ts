import { ProviderError, type RateLimit, type Usage } from '@modelport/core';
import type { Consumption, Estimate, Reservation } from '../limits/reservation.js';
import type { Target } from '../targets/target.js';
import type { TargetEffect } from '../targets/verdict.js';

/** Milliseconds until a target is asked again that loads a model and does not say how long that takes. */
const loadingTime = 5_000;

/** One attempt at one target: it holds a slot there, what was reserved of its limits, and the clock. */
export class Turn {
  readonly target: Target;
  /** Whether the target may be waited for while it loads its model. */
  readonly waitForModel: boolean;
  readonly #startedAt: number;
  readonly #epoch: number;
  /** The model that the call asks for. */
  readonly #model: string | undefined;
  /** Whether it tries a half-open target, and others stay away. */
  #isProbe: boolean;
  /** Why the target's limits have no room for it. */
  refusal: ProviderError | undefined;
  /** Whether it was ended because the call's time was up. */
  isLate = false;
  /** Called when it has ended, in whichever way. */
  onEnd: (() => void) | undefined;
  #reservation: Reservation | undefined;
  #isOver = false;

  /** Takes a slot of the target, where it does not have one already. `now`: as `performance.now()` tells it. */
  constructor(
    target: Target,
    model: string | undefined,
    waitForModel: boolean,
    hasSlot = false,
    now: number = performance.now(),
  ) {
    this.target = target;
    this.#startedAt = now;
    this.#model = model;
    this.waitForModel = waitForModel;
    target.state.inFlight++;
    if (!hasSlot) target.group.slots.take();
    this.#isProbe = target.availability.begin();
    this.#epoch = target.availability.epoch;
  }

  /** Milliseconds since it began. */
  get durationMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** What the target is asked for, as far as it is known. */
  get model(): string | undefined {
    return this.target.modelFor(this.#model) ?? this.target.provider.model;
  }

  /** Whether it has ended, in whichever way. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Reserves what the call is likely to use of the target's limits; at once where their store answers at once.
   * @returns Whether they allow it; else the turn is over.
   */
  reserve(estimate: Estimate): boolean | Promise<boolean> {
    const { config, group } = this.target;
    try {
      const reservation = group.reserve(config.limits, estimate);
      if ('then' in reservation) return this.#reserveLater(reservation);
      this.#reservation = reservation;
      return true;
    } catch (reason) {
      return this.#refuse(reason);
    }
  }

  /** Its answer has begun. Others need not wait for its end, which may be long in coming, to try the target too. */
  sawContent(afterMs?: number): void {
    const now = performance.now();
    this.target.state.latency.add(afterMs ?? now - this.#startedAt, now);
    this.#endProbe();
  }

  /** Takes note of what the beginning of an answer says of the backend's limits. */
  learn(rateLimit: RateLimit | undefined): void {
    this.#reservation?.learn(rateLimit);
  }

  /** It was answered, after so many requests. */
  succeeded(usage: Usage | undefined, requests = 1): void {
    if (!this.#end()) return;
    this.#settle({ answered: true, requests }, usage);
    this.target.state.succeeded++;
    this.target.availability.succeeded(this.#epoch);
  }

  /** It failed. `effect`: what that does to the target. */
  failed(error: ProviderError, effect: TargetEffect): void {
    const { partial, rateLimit } = error;
    const requests = requestsOf(error);
    if (!this.#end()) return;
    this.#settle({ answered: partial !== undefined, requests }, partial?.usage);
    // Where an answer had begun, it told so then, and it has aged since.
    if (!partial) this.learn(rateLimit);
    if (effect === 'none') return this.#endProbe();
    const { availability, state } = this.target;
    const shown = withoutPartial(error);
    state.failed++;
    if (effect === 'failure') availability.failed(shown, this.#epoch);
    else if (effect === 'out') availability.takeOut(shown);
    else availability.cool(shown, waitOf(shown));
  }

  /** It ended without telling anything of the target: the caller left, another target was faster, or nothing was sent. */
  dropped(wasSent = true): void {
    if (!this.#end()) return;
    this.#settle({ answered: wasSent, requests: wasSent ? 1 : 0 });
    this.#endProbe();
  }

  async #reserveLater(reservation: Promise<Reservation>): Promise<boolean> {
    try {
      this.#reservation = await reservation;
      return true;
    } catch (reason) {
      return this.#refuse(reason);
    }
  }

  #refuse(reason: unknown): false {
    this.refusal = ProviderError.from(reason);
    this.dropped(false);
    return false;
  }

  #endProbe(): void {
    const { availability } = this.target;
    if (this.#isProbe && this.#epoch === availability.epoch) availability.endProbe();
    this.#isProbe = false;
  }

  /** Counts what was used in place of what was reserved, where anything was. */
  #settle(consumption: Consumption, usage?: Usage): void {
    if (this.target.isCounted) this.#reservation?.settle({ ...consumption, ...this.#consumed(usage) });
  }

  /** What was used, at the target's own price where the backend does not tell the cost. */
  #consumed({ totalTokens, inputTokens, outputTokens, cost }: Usage = {}): Partial<Consumption> {
    const tokens = totalTokens ?? (inputTokens ?? 0) + (outputTokens ?? 0);
    if (totalTokens === undefined && inputTokens === undefined && outputTokens === undefined)
      return { cost: cost?.total };
    const usage = { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
    const price = inputTokens === undefined ? undefined : this.target.priceOfTokens(usage, this.#model);
    return { tokens, cost: cost?.total ?? price };
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    const { target } = this;
    target.state.inFlight--;
    target.state.lastUsedAt = performance.now();
    target.group.slots.leave();
    this.onEnd?.();
    return true;
  }
}

/** The target keeps the error for whoever asks how it stands; the answer so far is the caller's alone. */
function withoutPartial(error: ProviderError): ProviderError {
  if (!error.partial) return error;
  const { message, cause } = error;
  return new ProviderError({ ...error, message, cause, partial: undefined });
}

/** Milliseconds until it may be asked again, where that is known. */
function waitOf({ code, retryAfterMs, rateLimit }: ProviderError): number | undefined {
  return retryAfterMs ?? resetOf(rateLimit) ?? (code === 'MODEL_LOADING' ? loadingTime : undefined);
}

/** Requests that were sent until an error: none, where what was asked for was refused before. */
function requestsOf({ attempts, code, status }: ProviderError): number {
  if (attempts) return attempts.length;
  return status === undefined && /^(NOT_SUPPORTED|REQUEST_INVALID|SETTING_)/.test(code) ? 0 : 1;
}

/** When a limit that is used up begins anew, where the backend says so. */
function resetOf(rateLimit: RateLimit | undefined): number | undefined {
  for (const window of [rateLimit?.requests, rateLimit?.tokens])
    if (window?.remaining === 0 && window.resetMs !== undefined) return window.resetMs;
  return undefined;
}
