import { type ChatEvent, type ChatStream, isContentEvent, ProviderError } from '@modelport/core';
import type { HoldOptions } from '../router-options.js';

/** Events that came together. */
export type Batch = readonly ChatEvent[];

/** The stream of a target whose answer has begun: from here on there is no other. */
export interface CommittedStream {
  readonly stream: ChatStream;
  /** What is still to come. */
  readonly batches: AsyncIterator<Batch, unknown>;
  /** What has come, up to the first content. Whoever hands it on takes it out. */
  readonly held: Batch[];
}

/** How a stream is read until its answer begins. */
export interface CommitOptions {
  readonly hold: HoldOptions | undefined;
  /** Milliseconds until the answer must have begun. Default: as long as the target's provider waits. */
  readonly firstEventTimeout: number | undefined;
  /** Told of how far the backend has come with the prompt, which need not be held back. */
  readonly listener: { progress(batch: Batch): void } | undefined;
}

/** Longer than the timer of the target's provider, which has more to say. */
const slack = 1_000;

/**
 * Reads the stream of the target `name` until its answer begins. Nothing of it is handed on before, but how far the backend has come with
 * the prompt.
 * @throws ProviderError what the target failed with; `RESPONSE_INVALID` where too much comes before the answer; `TIMEOUT`
 * where it does not come, although its server gives signs of life.
 */
export async function untilContent(
  stream: ChatStream,
  name: string,
  { firstEventTimeout = 0, hold, listener }: CommitOptions,
): Promise<CommittedStream> {
  const patience = firstEventTimeout > 0 ? new Patience(firstEventTimeout, stream, name) : undefined;
  // Most answers begin with what comes first.
  let bounds: Bounds | undefined;
  const batches = stream.batches();
  const held: Batch[] = [];
  try {
    for (;;) {
      const { done, value } = await batches.next();
      if (done) throw endedEarly(name);
      if (value.some(begins)) {
        held.push(value);
        return { stream, batches, held };
      }
      bounds ??= new Bounds(name, hold);
      bounds.add(value);
      if (value.every(isProgress)) listener?.progress(value);
      else held.push(value);
      if (value.some(isProgress)) patience?.renew();
    }
  } catch (reason) {
    await stream[Symbol.asyncDispose]();
    throw patience?.error ?? reason;
  } finally {
    patience?.end();
  }
}

const isProgress = ({ type }: ChatEvent): boolean => type === 'progress';
const begins = (event: ChatEvent): boolean => event.type === 'finish' || isContentEvent(event);

/** Counts what is held back. */
class Bounds {
  readonly #name: string;
  #events: number;
  #bytes: number;

  constructor(name: string, { events = 1_000, bytes = 2 ** 20 }: HoldOptions = {}) {
    this.#name = name;
    this.#events = events;
    this.#bytes = bytes;
  }

  add(batch: Batch): void {
    this.#events -= batch.length;
    this.#bytes -= JSON.stringify(batch).length;
    if (this.#events >= 0 && this.#bytes >= 0) return;
    throw new ProviderError({
      code: 'RESPONSE_INVALID',
      provider: this.#name,
      message: `${this.#name} sent more before its answer than a router holds back. Raise hold.events or hold.bytes if that is right.`,
    });
  }
}

/** Closes a stream whose answer does not begin in time. */
class Patience {
  error: ProviderError | undefined;
  readonly #milliseconds: number;
  readonly #stream: ChatStream;
  readonly #name: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number, stream: ChatStream, name: string) {
    this.#milliseconds = milliseconds;
    this.#stream = stream;
    this.#name = name;
    this.renew();
  }

  /** The backend works: it has as long again. */
  renew(): void {
    clearTimeout(this.#timer);
    const wait = this.#milliseconds + slack;
    if (wait < 2 ** 31) this.#timer = setTimeout(() => this.#expire(), wait);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #expire(): void {
    this.error = new ProviderError({
      code: 'TIMEOUT',
      timer: 'first-event',
      provider: this.#name,
      message: `${this.#name} gave no answer within its firstEventTimeout of ${this.#milliseconds} ms, although its server sent something. Raise it, or set it to 0 for no limit.`,
    });
    void this.#stream[Symbol.asyncDispose]();
  }
}

function endedEarly(name: string): ProviderError {
  return new ProviderError({
    code: 'STREAM_INTERRUPTED',
    provider: name,
    message: `The stream of ${name} ended without an answer.`,
  });
}
