import type { Call } from '../call/call.js';
import type { CheckedRequest } from '../checks/check-request.js';
import type { CallContext, ChatEvent, ChatResponse, ProviderDriver } from '../contract.js';
import { changeError, ProviderError } from '../errors.js';
import { Collector } from './collector.js';
import { drain } from './drain.js';
import { type AttemptOwner, StreamAttempt } from './stream-attempt.js';

type Batch = readonly ChatEvent[];

/** Who reads a run: told of each read, once. */
export interface RunReader {
  took(batch: Batch): void;
  /** The one error in which the call ends. */
  failed(error: unknown): void;
}

/** Pulls the batches of one chat call out of a driver, through as many attempts as it takes. */
export class StreamRun implements AttemptOwner {
  readonly #driver: ProviderDriver;
  readonly #call: Call;
  readonly #checked: CheckedRequest;
  readonly #owner: { readonly name: string; readonly type: string };
  readonly #plain: boolean;
  #attempt: StreamAttempt;
  #isOpen = false;
  #reader: RunReader | undefined;

  /** `plain` asks the driver for a whole answer, where it has a way to give one. */
  constructor(
    driver: ProviderDriver,
    call: Call,
    checked: CheckedRequest,
    owner: { name: string; type: string },
    plain: boolean,
  ) {
    this.#driver = driver;
    this.#call = call;
    this.#checked = checked;
    this.#owner = owner;
    this.#plain = plain;
    this.#attempt = this.#newAttempt();
    for (const warning of checked.warnings) call.warn(warning);
  }

  /** Whether the last batch has been read. */
  get finished(): boolean {
    return this.#attempt.collector.finished !== undefined;
  }

  /** Whether the next read will fail, although what was read before is still being handed out. */
  get stopped(): boolean {
    return this.#call.stopped !== undefined && !this.finished;
  }

  /** Reads the next batch, and tells `reader` of it; not to be called once `finished`, or while a read is under way. */
  read(reader: RunReader): void {
    this.#reader = reader;
    if (this.#isOpen) this.#attempt.read();
    else this.#open();
  }

  /** Reads to the end. `failed` is given the one error in which the call ends. */
  readWhole(took: (response: ChatResponse) => void, failed: (error: unknown) => void): void {
    this.read(new WholeReader(this, took, failed));
  }

  /** The response so far; whole once `finished`. */
  response(): ChatResponse {
    return this.#attempt.collector.response();
  }

  /** The consumer leaves: closes the connection at once. @returns the error for `response`. */
  close(error: ProviderError): ProviderError {
    this.#reader = undefined;
    const final = this.#call.abandon(error);
    this.#attempt.release();
    return this.#withPartial(final);
  }

  attemptTook(batch: Batch): void {
    if (this.finished) this.#succeed();
    this.#reader?.took(batch);
  }

  attemptEnded(): void {
    const message = `The answer of ${this.#owner.name} was cut: it ended without a finish reason.`;
    this.attemptFailed(new ProviderError({ code: 'STREAM_INTERRUPTED', message }));
  }

  attemptFailed(reason: unknown): void {
    this.#attempt.release();
    // Who has left ended the call.
    if (this.#reader) this.#tryAgain(reason).catch((error) => this.#reader?.failed(error));
  }

  async #tryAgain(reason: unknown): Promise<void> {
    const { hasContent } = this.#attempt.collector;
    try {
      await this.#call.failed(hasContent ? interrupted(reason) : reason, hasContent);
    } catch (final) {
      this.#reader?.failed(this.#withPartial(final as ProviderError));
      return;
    }
    this.#attempt = this.#newAttempt();
    this.#open();
  }

  #newAttempt(): StreamAttempt {
    return new StreamAttempt(this.#call, new Collector(this.#checked, this.#call, this.#owner), this);
  }

  #open(): void {
    this.#isOpen = true;
    try {
      const context = this.#call.begin();
      if (!(context instanceof Promise)) return this.#ask(context);
      context
        .then((resolved) => {
          resolved.signal.throwIfAborted();
          this.#ask(resolved);
        })
        .catch((reason) => this.attemptFailed(reason));
    } catch (reason) {
      this.attemptFailed(reason);
    }
  }

  #ask(context: CallContext): void {
    const { request } = this.#checked;
    const driver = this.#driver;
    if (this.#plain && driver.chat) this.#attempt.openPlain(driver.chat(request, context));
    else this.#attempt.open(driver.stream(request, context)[Symbol.asyncIterator]());
  }

  #succeed(): void {
    const { collector } = this.#attempt;
    this.#call.succeeded(
      this.#call.observed ? { usage: collector.usage, response: collector.observed } : undefined,
    );
    const iterator = this.#attempt.takeIterator();
    if (iterator) drain(iterator, this.#call);
  }

  #withPartial(error: ProviderError): ProviderError {
    return this.#attempt.collector.hasContent
      ? ProviderError.from(error, { partial: this.response() })
      : error;
  }
}

/** A connection that fails after the answer has begun was there. */
function interrupted(reason: unknown): ProviderError {
  const error = ProviderError.from(reason);
  return error.code === 'BACKEND_UNREACHABLE' ? changeError(error, { code: 'STREAM_INTERRUPTED' }) : error;
}

/** Reads a run to its end for who wants the whole answer. */
class WholeReader implements RunReader {
  readonly #run: StreamRun;
  readonly #resolve: (response: ChatResponse) => void;
  readonly failed: (error: unknown) => void;

  constructor(run: StreamRun, resolve: (response: ChatResponse) => void, reject: (error: unknown) => void) {
    this.#run = run;
    this.#resolve = resolve;
    this.failed = reject;
  }

  took(): void {
    if (this.#run.finished) this.#resolve(this.#run.response());
    else this.#run.read(this);
  }
}
