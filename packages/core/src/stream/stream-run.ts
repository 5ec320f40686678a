import type { Call } from '../call/call.js';
import type { CheckedRequest } from '../checks/check-request.js';
import type { ChatEvent, ChatResponse, ObservedResponse, ProviderDriver } from '../contract.js';
import { changeError, ProviderError } from '../errors.js';
import { quietly } from '../quietly.js';
import { Collector } from './collector.js';

type Batch = readonly ChatEvent[];

/** How long a finished stream may take to reach its end, in milliseconds, before its connection is closed. */
const drainTime = 1_000;
/** How many more reads it may give: one that never waits for its network would let no timer fire. */
const drainReads = 100;

/** Pulls the batches of one chat call out of a driver, through as many attempts as it takes. */
export class StreamRun {
  readonly #driver: ProviderDriver;
  readonly #call: Call;
  readonly #checked: CheckedRequest;
  readonly #owner: { readonly name: string; readonly type: string };
  readonly #plain: boolean;
  #collector: Collector;
  #iterator: AsyncIterator<Batch> | undefined;
  #sawEvent = false;

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
    this.#collector = new Collector(checked, call, owner);
    for (const warning of checked.warnings) call.warn(warning);
  }

  /** Whether the last batch has been read. */
  get finished(): boolean {
    return this.#collector.finished !== undefined;
  }

  /** Whether the next read will fail, although what was read before is still being handed out. */
  get stopped(): boolean {
    return !this.finished && this.#call.stopped !== undefined;
  }

  /** The next batch; not to be called once `finished`. @throws ProviderError the one error in which the call ends. */
  async next(): Promise<Batch> {
    for (;;) {
      try {
        this.#iterator ??= await this.#open();
        const { done, value } = await this.#call.waitForRead(this.#iterator.next(), this.#sawEvent);
        if (done) throw this.#truncated();
        this.#call.endRead();
        const out = this.#take(value);
        if (this.#collector.pending) await this.#call.wait(this.#collector.pending);
        if (this.finished) this.#succeed();
        if (out.length > 0) return out;
      } catch (reason) {
        await this.#fail(reason);
      }
    }
  }

  /** The response so far; whole once `finished`. */
  response(): ChatResponse {
    return this.#collector.response();
  }

  /** The consumer leaves: closes the connection at once. @returns the error for `response`. */
  close(error: ProviderError): ProviderError {
    const final = this.#call.abandon(error);
    this.#release();
    return this.#withPartial(final);
  }

  get #observed(): ObservedResponse | undefined {
    return this.#call.observed ? this.#collector.observed : undefined;
  }

  async #open(): Promise<AsyncIterator<Batch>> {
    const context = await this.#call.begin();
    const { request } = this.#checked;
    const { chat } = this.#driver;
    return this.#plain && chat
      ? once(chat.call(this.#driver, request, context))
      : this.#driver.stream(request, context)[Symbol.asyncIterator]();
  }

  #take(batch: Batch): Batch {
    const collector = this.#collector;
    const { hasContent } = collector;
    const out = collector.push(batch);
    if (!this.#sawEvent && batch.length > 0) {
      this.#sawEvent = true;
      this.#call.sawFirstEvent(this.#observed);
    }
    if (!hasContent && collector.hasContent) this.#call.sawFirstContent();
    return out;
  }

  #succeed(): void {
    this.#call.succeeded({ usage: this.#collector.usage, response: this.#observed });
    if (this.#iterator) drain(this.#iterator, this.#call);
  }

  async #fail(reason: unknown): Promise<void> {
    this.#release();
    const { hasContent } = this.#collector;
    try {
      await this.#call.failed(hasContent ? interrupted(reason) : reason, hasContent);
    } catch (final) {
      throw this.#withPartial(final as ProviderError);
    }
    this.#collector = new Collector(this.#checked, this.#call, this.#owner);
    this.#sawEvent = false;
  }

  #withPartial(error: ProviderError): ProviderError {
    return this.#collector.hasContent ? ProviderError.from(error, { partial: this.response() }) : error;
  }

  #truncated(): ProviderError {
    return new ProviderError({
      code: 'STREAM_INTERRUPTED',
      message: `The answer of ${this.#owner.name} was cut: it ended without a finish reason.`,
    });
  }

  /** Lets go of the attempt's iterator; a driver that never settles must not hold the call up. */
  #release(): void {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    quietly(() => iterator?.return?.());
  }
}

/** A connection that fails after the answer has begun was there. */
function interrupted(reason: unknown): ProviderError {
  const error = ProviderError.from(reason);
  return error.code === 'BACKEND_UNREACHABLE' ? changeError(error, { code: 'STREAM_INTERRUPTED' }) : error;
}

/** A plain answer as a stream of one batch. */
async function* once(answer: Promise<Batch>): AsyncGenerator<Batch> {
  yield await answer;
}

/** Reads a finished stream to its end, so that its connection can be used again; closes it where that takes too long. */
function drain(iterator: AsyncIterator<unknown>, call: Call): void {
  const close = () => {
    call.closeConnection();
    quietly(() => iterator.return?.());
  };
  const timer = setTimeout(close, drainTime);
  quietly(async () => {
    try {
      for (let reads = 0; reads < drainReads; reads++) if ((await iterator.next()).done) return;
      close();
    } finally {
      clearTimeout(timer);
    }
  });
}
