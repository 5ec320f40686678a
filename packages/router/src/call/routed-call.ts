import { type AttemptRecord, type CallOptions, ProviderError, type Usage } from '@modelport/core';
import { inputTokens } from '../limits/estimate.js';
import type { Plan } from '../plan.js';
import type { RouterRequestOptions } from '../router-options.js';
import type { PickContext } from '../strategies/strategy.js';
import { judge, type TargetEffect } from '../targets/verdict.js';
import { modelAsked } from './ask.js';
import type { Asked } from './asked.js';
import { errorOf, finalError, late, recordsOf } from './attempts.js';
import type { CallObserver } from './call-observer.js';
import type { Answered, Exchange } from './exchange.js';
import { hedge } from './hedge.js';
import { NextTurn } from './next-turn.js';
import { abortedBy } from './pause.js';
import { signalFor } from './stopper.js';
import type { Turn } from './turn.js';

/** Milliseconds that a call has which is not streamed, where nothing else is said. */
const usualTimeout = 600_000;
const usualRetries = 3;

/**
 * One call of a user over as many targets as it takes: the only place where a router tries again. It has one deadline and
 * one budget of attempts.
 */
export class RoutedCall implements PickContext {
  readonly plan: Plan;
  readonly operation: PickContext['operation'];
  readonly model: string | undefined;
  /** How it is governed. */
  readonly options: CallOptions;
  readonly observer: CallObserver | undefined;
  /** Whether its timeout was asked for: its targets are told then. */
  readonly isTimed: boolean;
  /** Attempts that have failed, in order. */
  readonly attempts: AttemptRecord[] = [];
  /** Attempts that may still be made. */
  attemptsLeft: number;
  /** Whether an attempt has failed, it has waited or asks two targets: what it does since then ends with its time. */
  isUnderWay = false;
  /** The error of a target that tells best why the call has not been answered yet. */
  error: ProviderError | undefined;
  /** When it began, as `performance.now()` tells it. */
  readonly startedAt: number = performance.now();
  readonly #name: string;
  readonly #given: Asked['given'];
  readonly #next: NextTurn;
  readonly #deadline: number;
  #inputTokens: number | undefined;
  #left: ProviderError | undefined;
  /** What failed last, until it is told that another attempt follows. */
  #untold: ProviderError | undefined;

  constructor(plan: Plan, { name, operation, given, options, observer }: Asked) {
    this.plan = plan;
    this.operation = operation;
    this.options = options;
    this.observer = observer;
    this.#name = name;
    this.#given = given;
    this.model = modelAsked(given) ?? plan.options.model;
    this.attemptsLeft = 1 + (options.maxRetries ?? plan.options.maxRetries ?? usualRetries);
    const asked = options.timeout ?? plan.options.timeout;
    const timeout = asked ?? (operation === 'stream' ? 0 : usualTimeout);
    this.isTimed = asked !== undefined;
    this.#deadline = timeout > 0 ? this.startedAt + timeout : Infinity;
    this.#next = new NextTurn(this);
  }

  /** As far as it is one: what is wrong with it, the target says. */
  get request(): PickContext['request'] {
    return typeof this.#given === 'string' ? { messages: this.#given } : Object(this.#given);
  }

  get inputTokens(): number {
    this.#inputTokens ??= inputTokens(this.request);
    return this.#inputTokens;
  }

  get stickyKey(): string | undefined {
    const own = this.request.providerOptions?.['router'] as RouterRequestOptions | undefined;
    return own?.stickyKey;
  }

  /** Milliseconds. */
  get timeLeft(): number {
    return this.#deadline === Infinity ? Infinity : this.#deadline - performance.now();
  }

  /**
   * Milliseconds after which an attempt that begins now is ended. `Infinity`: its target ends it, by the timeout that was asked for or,
   * where that is the first thing that the call does, by one that its provider was made with.
   */
  get attemptTime(): number {
    return this.isUnderWay && !this.isTimed ? this.timeLeft : Infinity;
  }

  /** Why no attempt may be made any more; `undefined`: one may. */
  get stopReason(): ProviderError | undefined {
    const { signal } = this.options;
    if (this.#left) return this.#left;
    if (signal?.aborted) return abortedBy(signal);
    return this.timeLeft <= 0 ? (this.error ?? late()) : undefined;
  }

  /** Asks one target after the other. @throws ProviderError the one error in which the call ends, with all its attempts. */
  async run<Result>(exchange: Exchange<Result>): Promise<Answered<Result>> {
    const isChat = this.operation === 'chat' || this.operation === 'stream';
    const hedgeAfter = isChat ? this.plan.options.hedgeAfter : undefined;
    try {
      for (;;) {
        const turn = this.#next.now() ?? (await this.#next.wait());
        if (this.#untold) this.#tellNext(turn);
        if (hedgeAfter !== undefined) {
          const answered = await hedge(this, turn, exchange, hedgeAfter);
          if (answered) return answered;
        } else {
          // As `attempt` does it, without a promise of its own: most calls come by here.
          try {
            const result = await exchange.ask(this, turn, signalFor(this, turn));
            exchange.answered(this, turn, result);
            return { turn, result };
          } catch (reason) {
            this.#lost(turn, reason);
          }
        }
      }
    } catch (reason) {
      // Only those that come from no target lack a name.
      throw ProviderError.from(reason, { provider: this.#name, type: 'router' });
    } finally {
      this.#next.release();
    }
  }

  /** One attempt. `undefined`: it failed, and another may be made. @throws ProviderError the final error, where none may. */
  async attempt<Result>(
    turn: Turn,
    exchange: Exchange<Result>,
    signal: CallOptions['signal'],
  ): Promise<Answered<Result> | undefined> {
    try {
      const result = await exchange.ask(this, turn, signal);
      exchange.answered(this, turn, result);
      return { turn, result };
    } catch (reason) {
      this.#lost(turn, reason);
      return undefined;
    }
  }

  /** An attempt came to nothing; one that another has made needless has been dealt with. */
  #lost(turn: Turn, reason: unknown): void {
    if (!turn.isOver) this.failed(turn, reason);
  }

  /** A turn at another target, where one can take the call now. */
  async turnBeside(turn: Turn): Promise<Turn | undefined> {
    this.isUnderWay = true;
    return this.attemptsLeft > 1 && !this.stopReason ? this.#next.beside(turn) : undefined;
  }

  /**
   * An attempt failed. `goOn`: whether another may be made although content has come.
   * @throws ProviderError the final error, where none may.
   */
  failed(turn: Turn, reason: unknown, goOn = false): void {
    const { target } = turn;
    const error = errorOf(turn, reason);
    const records = recordsOf(turn, error);
    const { next, free } = judge(error, this.plan.options.fallbackOn);
    turn.failed(error, this.#effectOf(error));
    this.plan.changed(target);
    if (!free) {
      this.attemptsLeft -= records.length;
      this.isUnderWay = true;
    }
    const isCommitted = error.partial !== undefined && !goOn;
    const wasWaitedFor = error.code === 'MODEL_LOADING' && turn.waitForModel;
    if (!next || isCommitted || wasWaitedFor || this.attemptsLeft < 1 || this.stopReason)
      throw this.#final(error, records);
    this.attempts.push(...records);
    // Of several, one that may pass decides whether there is another round.
    if (!this.error?.retryable || error.retryable) this.error = error;
    this.#untold = error;
    this.#next.after(target, error);
  }

  /** Tells that another attempt follows in so many milliseconds. */
  tellRetry(delayMs: number, error: ProviderError): void {
    this.#untold = undefined;
    this.observer?.retry(error, delayMs);
  }

  /** A target has answered. */
  succeeded(
    turn: Turn,
    { usage, attempts }: { usage: Usage; attempts?: readonly AttemptRecord[] | undefined },
  ): void {
    turn.succeeded(usage, attempts?.length);
    this.plan.changed(turn.target);
  }

  /** The answer of a target was cut. */
  interrupted(turn: Turn, reason: unknown): void {
    const error = errorOf(turn, reason);
    turn.failed(error, this.#effectOf(error));
    this.plan.changed(turn.target);
  }

  /** A turn is not needed after all. */
  drop(turn: Turn): void {
    turn.dropped(false);
    this.plan.changed(turn.target);
  }

  /** The caller leaves: no further attempt, no more waiting. */
  leave(error: ProviderError): void {
    this.#left ??= error;
    this.#next.stop();
  }

  /** What an error does to its target: nothing, where it was the caller who gave up, or had no more time. */
  #effectOf(error: ProviderError): TargetEffect {
    const isLate = error.code === 'TIMEOUT' && error.timer === 'total' && this.timeLeft <= 0;
    return isLate || this.#isAborted ? 'none' : judge(error).effect;
  }

  /** The error in which the call ends. A caller who has gone is told so, whatever the target made of it. */
  #final(error: ProviderError, records: readonly AttemptRecord[]): ProviderError {
    const told = this.#isAborted && error.code !== 'ABORTED' ? (this.stopReason ?? error) : error;
    return finalError(told, this.attempts.length === 0 ? records : [...this.attempts, ...records]);
  }

  get #isAborted(): boolean {
    return this.#left !== undefined || this.options.signal?.aborted === true;
  }

  /** @throws ProviderError where who was told has stopped the call. */
  #tellNext(turn: Turn): void {
    if (this.#untold) this.tellRetry(0, this.#untold);
    const stop = this.stopReason;
    if (!stop) return;
    this.drop(turn);
    throw finalError(stop, this.attempts);
  }
}
