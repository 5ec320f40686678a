import { type ChatResponse, ProviderError } from '@modelport/core';
import { finalError, recordsOf, withAttempts } from './attempts.js';
import type { Batch, CommittedStream } from './commit.js';
import type { RoutedCall } from './routed-call.js';
import type { BegunAnswer } from './routed-stream.js';

/** The answer of one target, from its first content to its end. */
export class TargetAnswer implements BegunAnswer {
  readonly #call: RoutedCall;
  readonly #committed: CommittedStream;
  /** Whether what the target's stream gives is handed on as it is: there is nothing to add to it. */
  readonly #isWhole: boolean;
  #error: ProviderError | undefined;

  constructor(call: RoutedCall, committed: CommittedStream) {
    const { target } = committed.turn;
    this.#call = call;
    this.#committed = committed;
    this.#isWhole = call.attempts.length === 0 && target.name === target.provider.name;
  }

  next(): Promise<IteratorResult<Batch, unknown>> {
    const { held, batches } = this.#committed;
    const value = held.shift();
    if (value) return Promise.resolve({ done: false, value });
    const next = batches.next();
    return this.#isWhole ? next : next.catch(this.#fail);
  }

  get response(): Promise<ChatResponse> {
    const { stream, turn } = this.#committed;
    if (this.#isWhole) return stream.response;
    return stream.response.then((whole) => withAttempts(turn, whole, this.#call.attempts), this.#fail);
  }

  async leave(quietly: boolean): Promise<void> {
    const { batches, stream } = this.#committed;
    if (quietly) await batches.return?.();
    await stream[Symbol.asyncDispose]();
  }

  /** The iterator and the response end in the same error. */
  readonly #fail = (reason: unknown): never => {
    const error = ProviderError.from(reason);
    this.#error ??= finalError(error, [...this.#call.attempts, ...recordsOf(this.#committed.turn, error)]);
    throw this.#error;
  };
}
