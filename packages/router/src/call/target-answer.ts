import { type ChatResponse, ProviderError } from '@modelport/core';
import { finalError, recordsOf, withAttempts } from './attempts.js';
import type { CommittedStream } from './commit.js';
import type { Answered } from './exchange.js';
import type { RoutedCall } from './routed-call.js';
import type { BegunAnswer } from './routed-stream.js';
import type { Turn } from './turn.js';

/** The answer of one target, from its first content to its end. */
export class TargetAnswer implements BegunAnswer {
  readonly held: BegunAnswer['held'];
  readonly rest: BegunAnswer['rest'];
  readonly #call: RoutedCall;
  readonly #turn: Turn;
  readonly #committed: CommittedStream;
  /** Whether what the target's stream gives is handed on as it is: there is nothing to add to it. */
  readonly #isWhole: boolean;
  #error: ProviderError | undefined;

  constructor(call: RoutedCall, { turn, result }: Answered<CommittedStream>) {
    const { held, batches } = result;
    const { target } = turn;
    this.#call = call;
    this.#turn = turn;
    this.#committed = result;
    this.#isWhole = call.attempts.length === 0 && target.name === target.provider.name;
    this.held = held;
    this.rest = this.#isWhole
      ? batches
      : { next: () => batches.next().catch((reason) => this.#fail(reason)) };
  }

  get response(): Promise<ChatResponse> {
    const { response } = this.#committed.stream;
    if (this.#isWhole) return response;
    return response.then(
      (whole) => withAttempts(this.#turn, whole, this.#call.attempts),
      (reason) => this.#fail(reason),
    );
  }

  async leave(quietly: boolean): Promise<void> {
    const { batches, stream } = this.#committed;
    if (quietly) await batches.return?.();
    await stream[Symbol.asyncDispose]();
  }

  /** The iterator and the response end in the same error. */
  #fail(reason: unknown): never {
    const error = ProviderError.from(reason);
    this.#error ??= finalError(error, [...this.#call.attempts, ...recordsOf(this.#turn, error)]);
    throw this.#error;
  }
}
