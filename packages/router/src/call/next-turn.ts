import type { ProviderError } from '@modelport/core';
import { CallEstimate } from '../limits/estimate.js';
import type { Target } from '../targets/target.js';
import { finalError } from './attempts.js';
import { Choice } from './choice.js';
import { pause } from './pause.js';
import { retryDelay, tooLong } from './retry-delay.js';
import type { RoutedCall } from './routed-call.js';
import { StopSignal } from './stop-signal.js';
import { Turn } from './turn.js';
import { modelNotServed, nobodyFree } from './unavailable.js';
import { waitForSlot } from './wait-for-slot.js';

/** How a turn begins. */
interface Beginning {
  readonly waitForModel?: boolean;
  readonly hasSlot?: boolean;
  readonly now?: number | undefined;
}

/** Finds the next turn of a call: at once, beside another one, or after all the waiting that it takes. */
export class NextTurn {
  readonly #call: RoutedCall;
  readonly #choice: Choice;
  #round = 0;
  /** How many attempts there had been when the round began. */
  #attempts = 0;
  /** What the strategy chose last. */
  #picked: Target | undefined;
  /** Why the last target that was asked for room has none. */
  #refused: ProviderError | undefined;
  /** A target that is busy loading the model. */
  #loading: Target | undefined;
  #stop: StopSignal | undefined;

  constructor(call: RoutedCall) {
    this.#call = call;
    this.#choice = new Choice(call.plan, call);
  }

  /** A turn at once, where a target can take the call and has no limits whose store must be asked. */
  now(): Turn | undefined {
    this.#picked = this.#call.stopReason ? undefined : this.#choice.next();
    if (!this.#picked || this.#picked.isCounted) return undefined;
    const turn = this.#begin(this.#picked, { now: this.#call.isUnderWay ? undefined : this.#call.startedAt });
    return turn.reserve(new CallEstimate(this.#call, turn.target)) === true ? turn : undefined;
  }

  /** The next turn, however long that takes. @throws ProviderError where there will be none. */
  async wait(): Promise<Turn> {
    for (let target = this.#picked; ; target = this.#choice.next()) {
      this.#throwIfStopped();
      const begun = target ? this.#begin(target) : await this.#queuedTurn();
      const turn = begun ?? this.#loadingTurn();
      if (!turn) await this.#startRound();
      else if (await this.#hasRoom(turn)) return turn;
    }
  }

  /** A turn at another target than that of `turn`, where one can take the call now. */
  async beside({ target }: Turn): Promise<Turn | undefined> {
    this.#choice.exclude(target);
    for (let other = this.#choice.next(); other; other = this.#choice.next()) {
      const turn = this.#begin(other);
      if (await this.#hasRoom(turn)) return turn;
    }
    return undefined;
  }

  /** A target has failed. It is asked in no other round either, where it would say the same again. */
  after(target: Target, { code, retryable }: ProviderError): void {
    const isLoading = code === 'MODEL_LOADING';
    const { waitForModel = true } = this.#call.options;
    this.#choice.exclude(target, !retryable || (isLoading && !waitForModel));
    if (isLoading && waitForModel) this.#loading = target;
    if (code === 'CONTEXT_LENGTH_EXCEEDED') this.#choice.needMoreThan(target, this.#call.inputTokens);
  }

  /** The caller has gone: nothing is waited for any more. */
  stop(): void {
    this.#stop?.stop();
  }

  /** Listens to the caller's signal no longer. */
  release(): void {
    this.#stop?.release();
  }

  /** `now`: when it begins, as `performance.now()` tells it, where that is known. */
  #begin(target: Target, { waitForModel, hasSlot, now }: Beginning = {}): Turn {
    if (this.#call.operation === 'embed') this.#choice.keepModelOf(target);
    const waits = waitForModel ?? !this.#choice.hasOther(target);
    const turn = new Turn(target, this.#call.model, waits, hasSlot, now);
    this.#call.plan.changed(target);
    return turn;
  }

  /** A turn at the target that loads its model, for as long as that takes. Once: how it fails then is how it fails. */
  #loadingTurn(): Turn | undefined {
    const target = this.#loading;
    if (!target?.group.slots.isFree(target.config.limits)) return undefined;
    this.#loading = undefined;
    return this.#begin(target, { waitForModel: true });
  }

  /** Whether the limits of a target have room for the call. One that has none is not asked again in this round. */
  async #hasRoom(turn: Turn): Promise<boolean> {
    if (await turn.reserve(new CallEstimate(this.#call, turn.target))) {
      // The store may have taken its time.
      if (this.#call.stopReason) this.#call.drop(turn);
      this.#throwIfStopped();
      return true;
    }
    this.#refused = turn.refusal;
    this.#choice.exclude(turn.target, turn.refusal?.retryable === false);
    return false;
  }

  /** A turn at a target whose slots are taken, once one is free; `undefined` where nobody has a queue with room. */
  async #queuedTurn(): Promise<Turn | undefined> {
    for (let full = this.#choice.withQueue(); full.length > 0; full = this.#choice.withQueue()) {
      const target = await waitForSlot(full, this.#stopSignal);
      if (target.availability.isAvailable) return this.#begin(target, { hasSlot: true });
      target.group.slots.leave();
    }
    return undefined;
  }

  /** Waits until all targets may be asked again. @throws ProviderError the final error, where that does not help. */
  async #startRound(): Promise<void> {
    const { attempts, attemptsLeft, timeLeft } = this.#call;
    const serving = this.#choice.serving();
    const error = this.#call.error ?? this.#refusal(serving);
    const delay = retryDelay(error, this.#round++, serving, this.#call);
    const isPassing = this.#call.error !== undefined || this.#passes(error);
    // A round in which others were always faster counts too.
    const isIdle = attempts.length === this.#attempts;
    const waits = isPassing && (!isIdle || attemptsLeft > 1);
    if (delay === undefined || !waits || delay > timeLeft)
      throw finalError(error, attempts, this.#call.error && tooLong(error, serving, this.#call));
    this.#call.tellRetry(delay, error);
    await pause(delay, this.#stopSignal);
    this.#choice.startRound();
    this.#attempts = attempts.length;
    if (isIdle) this.#call.attemptsLeft--;
  }

  /**
   * Without an attempt that failed, a limit is waited for, and a target that has said to others when to come again, or that it
   * loads its model. One that is full, or fails, is not.
   */
  #passes({ code, retryAfterMs }: ProviderError): boolean {
    if (code === 'MODEL_LOADING') return this.#call.options.waitForModel !== false;
    return code === 'RATE_LIMITED' || (code === 'OVERLOADED' && retryAfterMs !== undefined);
  }

  #refusal(serving: readonly Target[]): ProviderError {
    const { plan, model } = this.#call;
    // One that will never have room is not among them any more.
    if (serving.length === 0) return this.#refused ?? modelNotServed(model, plan.targets);
    // Where there is only one, it says best itself what it lacks.
    const isItsOwn = serving.length === 1 && this.#refused?.retryable;
    return (isItsOwn && this.#refused) || nobodyFree(serving, this.#call);
  }

  get #stopSignal(): AbortSignal {
    const call = this.#call;
    call.isUnderWay = true;
    this.#stop ??= new StopSignal(
      call.options.signal,
      () => call.timeLeft,
      () => this.#stopError ?? nobodyFree(this.#choice.serving(), call),
    );
    const signal = this.#stop.get();
    // Who was just told that the call waits may have stopped it there and then.
    if (call.stopReason) this.#stop.stop();
    return signal;
  }

  get #stopError(): ProviderError | undefined {
    const { stopReason, attempts } = this.#call;
    return stopReason && finalError(stopReason, attempts);
  }

  #throwIfStopped(): void {
    const error = this.#stopError;
    if (error) throw error;
  }
}
