import { mergeHeaders } from '../checks/headers.js';
import { collectSecrets, redact, withoutSecrets } from '../checks/secrets.js';
import type {
  AttemptRecord,
  CallContext,
  CallOptions,
  Cost,
  DriverEmbedRequest,
  DriverRequest,
  ObservedResponse,
  ObserveEvent,
  Usage,
  Warning,
} from '../contract.js';
import { defined, type Writable } from '../defined.js';
import { changeError, ProviderError } from '../errors.js';
import { CallEvents, type EventBase, type EventDetail } from './call-events.js';
import { type CallKind, type CallLimits, limitsOf, timedOut, timerOptions } from './call-limits.js';
import type { CallOwner } from './call-owner.js';
import { checkOptionsOnce } from './check-options-once.js';
import { costOf } from './cost-of.js';
import { Deadlines, type TimerName } from './deadlines.js';
import { observedSettings } from './observed-settings.js';
import { resolveKey } from './resolve-key.js';
import { RetryDelay } from './retry-delay.js';

/** A request that may be sent, alone or with what was found out about it. */
type CheckedCall = DriverEmbedRequest | { readonly request: DriverRequest };
type CallEndEvent = Extract<ObserveEvent, { readonly type: 'call-end' }>;

const noOptions: CallOptions = Object.freeze({});

/**
 * One call of a user: its attempts, timers, abort signal, warnings and hooks. The only place that makes a retry.
 * Until it begins it holds nothing that would have to be let go.
 */
export class Call {
  /** Never changed, but replaced: whoever has them keeps what they were. */
  attempts: readonly AttemptRecord[] = [];
  warnings: readonly Warning[] = [];
  /** Why no further attempt may be made: aborted, out of time, or left by the consumer. */
  stopped: ProviderError | undefined;
  attempt = 0;
  model: string | undefined;
  firstContentMs: number | undefined;
  readonly requestId: string | undefined;
  readonly #owner: CallOwner;
  readonly #kind: CallKind;
  readonly #limits: CallLimits;
  readonly #signal: CallOptions['signal'];
  readonly #waitForModel: boolean;
  /** Only where somebody observes. */
  readonly #events: CallEvents | undefined;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #deadlines: Deadlines;
  /** When its first attempt began. */
  #startedAt: number | undefined;
  /** When its last attempt ended, unless it goes on. */
  #endedAt: number | undefined;
  #request: DriverRequest | DriverEmbedRequest | undefined;
  #response: ObservedResponse | undefined;
  #key: string | undefined;
  #controller = new AbortController();
  #attemptStartedAt: number | undefined;
  /** Ends what is waited for now. */
  #interrupt: ((reason: ProviderError) => void) | undefined;
  /** Listens to the caller's signal. */
  #onAbort: (() => void) | undefined;
  /** Only once an attempt has failed. */
  #retryDelay: RetryDelay | undefined;
  #ended = false;

  /** @throws ProviderError `SETTING_INVALID` for wrong call options. */
  constructor(owner: CallOwner, kind: CallKind, given: CallOptions = noOptions) {
    checkOptionsOnce(given);
    this.#owner = owner;
    this.#kind = kind;
    this.#limits = limitsOf(kind, owner.defaults, given);
    this.#deadlines = new Deadlines((timer) => this.#expired(timer), this.#limits.idleTimeout);
    this.#signal = given.signal;
    // For health, and a list of models, "loading" is an answer.
    this.#waitForModel = given.waitForModel !== false && kind.maxRetries > 0;
    this.requestId = given.requestId;
    this.#headers =
      given.headers || given.requestId
        ? mergeHeaders(owner.headers, given.headers, { 'x-request-id': given.requestId })
        : owner.headers;
    const observers = given.observe ? [...owner.observers, given.observe] : owner.observers;
    if (observers.length > 0) this.#events = new CallEvents(observers, this.#eventBase());
  }

  /** Whether anybody observes it. */
  get observed(): boolean {
    return this.#events !== undefined;
  }

  /** Milliseconds from the beginning of its first attempt until now, or until it ended. */
  get totalMs(): number {
    return this.#startedAt === undefined ? 0 : (this.#endedAt ?? performance.now()) - this.#startedAt;
  }

  /**
   * Checks what is asked for; where that fails, the call ends before it began.
   * @throws ProviderError what `check` threw.
   */
  check<Checked extends CheckedCall>(check: () => Checked): Checked {
    try {
      const checked = check();
      this.#request = 'request' in checked ? checked.request : checked;
      this.model = this.#request.model;
      return checked;
    } catch (reason) {
      throw this.#fail(this.normalise(reason));
    }
  }

  /**
   * Starts an attempt; at once, unless a function has to be asked for the key.
   * @throws ProviderError where the call has been stopped.
   */
  begin(): CallContext | Promise<CallContext> {
    const now = performance.now();
    if (this.attempt === 0) this.#start(now);
    if (this.stopped) throw this.stopped;
    this.attempt++;
    this.#response = undefined;
    this.#attemptStartedAt = now;
    this.#endedAt = undefined;
    this.#observe({ type: 'attempt-start' });
    if (this.#kind.streaming) this.#arm('first-event', now);
    const { apiKey } = this.#owner;
    return typeof apiKey === 'function'
      ? this.wait(resolveKey(apiKey)).then((key) => this.#contextWith(key))
      : this.#contextWith(apiKey);
  }

  /** Runs a plain exchange to its end, with retries. `more`: further exchanges of the same call follow. */
  async run<Result>(exchange: (context: CallContext) => Promise<Result>, more = false): Promise<Result> {
    for (;;) {
      try {
        const result = await this.wait(exchange(await this.begin()));
        if (!more) this.succeeded();
        this.#endAttempt();
        this.#retryDelay?.reset();
        return result;
      } catch (reason) {
        await this.failed(reason);
      }
    }
  }

  /** Waits for the driver, but no longer than the call may last. */
  wait<Result>(promise: Promise<Result>): Promise<Result> {
    return this.waitForRead(promise, false);
  }

  /** Waits for the next read of a stream; the idle timer runs meanwhile, once the first event has come. */
  waitForRead<Result>(promise: Promise<Result>, sawEvent: boolean): Promise<Result> {
    return new Promise((resolve, reject) => {
      promise.then(resolve, reject);
      this.beginRead(sawEvent, reject);
    });
  }

  /** The same for who needs no promise: `interrupt` is called where the call ends before the read does. */
  beginRead(sawEvent: boolean, interrupt: (reason: ProviderError) => void): void {
    if (sawEvent) this.#arm('idle');
    this.#interrupt = interrupt;
    const { aborted, reason } = this.#controller.signal;
    if (aborted) interrupt(reason);
  }

  /** The read is done: the idle timer stops. */
  endRead(): void {
    this.#deadlines.clear('idle');
  }

  /** The first event of an attempt is there: from now on the idle timer runs. */
  sawFirstEvent(response?: ObservedResponse): void {
    this.#deadlines.clear('first-event');
    if (!response) return;
    this.#response = response;
    this.#observe({ type: 'response', afterMs: this.totalMs, response });
  }

  sawFirstContent(): void {
    this.firstContentMs = this.totalMs;
    this.#observe({ type: 'first-content', afterMs: this.firstContentMs });
  }

  warn(given: Warning): void {
    const warning = { ...given, message: redact(given.message, this.#secrets) };
    const same = (other: Warning) => other.code === warning.code && other.message === warning.message;
    if (this.warnings.some(same)) return;
    this.warnings = [...this.warnings, warning];
    this.#observe({ type: 'warning', warning });
  }

  /** Closes the connection of an attempt that is over, where it is still open. */
  closeConnection(): void {
    this.#controller.abort();
  }

  /** What an answer has cost. `whole`: the counts are final. */
  costOf(usage: Usage, model: string | undefined = this.model, whole = true): Cost | null {
    return costOf(this.#owner, { usage, model, requestedModel: this.model, whole });
  }

  /** Ends the attempt and the call well. */
  succeeded(outcome: Omit<EventDetail<CallEndEvent>, 'type' | 'durationMs'> = {}): void {
    this.#endAttempt();
    this.#end(outcome);
  }

  /**
   * An attempt failed. Resolves, after the right delay, where another may be made.
   * @throws ProviderError the final error, where none may.
   */
  async failed(reason: unknown, hasContent = false): Promise<void> {
    const { signal } = this.#controller;
    const error = this.normalise(this.stopped ?? (signal.aborted ? signal.reason : reason));
    this.#deadlines.clear('connect', 'first-event', 'idle');
    this.#endAttempt(error);
    this.#controller.abort(error);
    const delayMs = this.stopped || hasContent ? undefined : this.#delayAfter(error);
    if (typeof delayMs !== 'number') throw this.#fail(delayMs ?? error);
    this.#controller = new AbortController();
    this.#endedAt = undefined;
    this.#observe({ type: error.code === 'MODEL_LOADING' ? 'loading' : 'retry', delayMs, error });
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this.wait(
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, delayMs);
        }),
      );
    } catch (stop) {
      throw this.#fail(this.normalise(stop));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Stops the call and ends it, where nobody waits for it any more. @returns the final error. */
  abandon(error: ProviderError): ProviderError {
    this.#stop(error);
    const final = this.normalise(this.stopped ?? error);
    this.#endAttempt(final);
    return this.#fail(final);
  }

  /** Makes of anything thrown an error with the provider's name and without secrets. */
  normalise(reason: unknown): ProviderError {
    const { name: provider, type } = this.#owner;
    const error = withoutSecrets(ProviderError.from(reason, { provider, type }), this.#secrets);
    const { requestId = error.requestId } = this;
    return requestId === error.requestId ? error : changeError(error, { requestId });
  }

  get #secrets(): readonly string[] {
    return collectSecrets(this.#key, this.#headers, this.#owner.baseUrl, this.#owner.secrets);
  }

  #start(now: number): void {
    this.#startedAt = now;
    this.#tellStart();
    this.#arm('total', now);
    if (!this.#signal) return;
    this.#onAbort = () => this.#aborted();
    if (this.#signal.aborted) this.#aborted();
    else this.#signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  #arm(timer: TimerName, now?: number): void {
    this.#deadlines.set(timer, this.#limits[timerOptions[timer]], now);
  }

  #delayAfter(error: ProviderError): number | ProviderError | undefined {
    const { maxRetries, firstEventTimeout } = this.#limits;
    const loadingTime = this.#waitForModel ? (firstEventTimeout || Infinity) - this.totalMs : 0;
    this.#retryDelay ??= new RetryDelay();
    return this.#retryDelay.after(error, maxRetries, loadingTime);
  }

  #aborted(): void {
    const { reason: cause } = this.#signal ?? {};
    this.#stop(new ProviderError({ code: 'ABORTED', message: 'The call was aborted.', cause }));
  }

  #expired(timer: TimerName): void {
    const error = timedOut(timer, this.#limits, this.#owner.name);
    if (timer === 'total') this.#stop(error);
    else this.#cancel(error);
  }

  /** No further attempt; the connection is closed at once. */
  #stop(error: ProviderError): void {
    if (this.#ended) return;
    this.stopped ??= error;
    this.#release();
    this.#cancel(this.stopped);
  }

  #cancel(error: ProviderError): void {
    this.#controller.abort(error);
    this.#interrupt?.(error);
  }

  /** What the driver gets. @throws the reason where the call has been stopped meanwhile. */
  #contextWith(apiKey: string | undefined): CallContext {
    this.#key = apiKey;
    const { signal } = this.#controller;
    signal.throwIfAborted();
    // Functions of its own, as drivers hand on copies of it.
    const context: Writable<CallContext> = {
      signal,
      headers: this.#headers,
      attempt: this.attempt,
      warn: (warning: Warning) => this.warn(warning),
      // A transport that is still busy with an attempt that has failed must not touch the timers of the next.
      onConnecting: () => void (signal.aborted || this.#arm('connect')),
      onConnected: () => void (signal.aborted || this.#deadlines.clear('connect')),
    };
    if (apiKey !== undefined) context.apiKey = apiKey;
    if (this.requestId !== undefined) context.requestId = this.requestId;
    return context;
  }

  #endAttempt(error?: ProviderError): void {
    if (this.#attemptStartedAt === undefined) return;
    this.#endedAt = performance.now();
    const durationMs = this.#endedAt - this.#attemptStartedAt;
    this.#attemptStartedAt = undefined;
    const attempt: Writable<AttemptRecord> = { provider: this.#owner.name, durationMs };
    if (this.model !== undefined) attempt.model = this.model;
    if (error) {
      const { code, status, message: reason } = error;
      Object.assign(attempt, defined({ code, status, reason }));
    }
    this.attempts = [...this.attempts, attempt];
    if (this.observed) this.#observe(defined({ type: 'attempt-end' as const, durationMs, error }));
  }

  #fail(error: ProviderError): ProviderError {
    const attempts = this.attempts.length > 0 ? this.attempts : undefined;
    const final = ProviderError.from(error, { attempts });
    const { status, rateLimit } = error;
    const response = { ...this.#response, ...defined({ status, rateLimit }) };
    this.#end({ error: final, ...(Object.keys(response).length > 0 && { response }) });
    return final;
  }

  #end(outcome: Omit<EventDetail<CallEndEvent>, 'type' | 'durationMs'>): void {
    this.#release();
    this.#tellStart();
    if (this.observed) this.#observe({ type: 'call-end', durationMs: this.totalMs, ...defined(outcome) });
    this.#ended = true;
  }

  #tellStart(): void {
    this.#events?.start(() => observedSettings(this.#request), this.model);
  }

  #release(): void {
    this.#deadlines.stop();
    if (this.#onAbort) this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  #eventBase(): EventBase {
    const { name: provider, type: providerType, publicUrl: baseUrl } = this.#owner;
    const { requestId } = this;
    return defined({ operation: this.#kind.operation, provider, providerType, baseUrl, requestId });
  }

  #observe(detail: EventDetail): void {
    this.#events?.tell(detail, this.model, this.attempt);
  }
}
