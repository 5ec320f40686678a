import { type CallOptions, type ChatRequest, type ChatStream, ProviderError } from '@modelport/core';
import { optionsFor, requestFor } from './ask.js';
import type { CallObserver } from './call-observer.js';
import { type Batch, type CommittedStream, untilContent } from './commit.js';
import { ContinuedAnswer } from './continued-answer.js';
import type { Exchange } from './exchange.js';
import type { RoutedCall } from './routed-call.js';
import type { AnswerSource, BegunAnswer } from './routed-stream.js';
import { TargetAnswer } from './target-answer.js';
import type { Turn } from './turn.js';

/** What is asked for. */
interface Wanted {
  readonly request: string | ChatRequest;
  readonly drained: boolean;
  readonly tellProgress: (batch: Batch) => void;
}

/** Streams of one call: those of the targets that are asked until one begins to answer. */
export class StreamSource implements AnswerSource {
  readonly #open: () => RoutedCall;
  readonly #request: string | ChatRequest;
  readonly #signal: CallOptions['signal'];
  #call: RoutedCall | undefined;
  #isLeft = false;
  /** Whether all of the answer has come. */
  #isWhole = false;
  /** Those that were asked; all but the one that answers have ended, or are ended when it begins. */
  #streams: readonly ChatStream[] = [];

  /** `open` begins the call. */
  constructor(open: () => RoutedCall, request: string | ChatRequest, signal: CallOptions['signal']) {
    this.#open = open;
    this.#request = request;
    this.#signal = signal;
  }

  get isStopped(): boolean {
    return !this.#isWhole && (this.#isLeft || this.#signal?.aborted === true);
  }

  begin(drained: boolean, tellProgress: (batch: Batch) => void): Promise<BegunAnswer> {
    const call = this.#open();
    this.#call = call;
    const exchangeOf = (request: string | ChatRequest): Exchange<CommittedStream> => ({
      ask: (turn, signal) => this.#ask(call, turn, signal, { request, drained, tellProgress }),
      answered: (turn, committed) => this.#answered(call, turn, committed),
    });
    const begun = call
      .run(exchangeOf(this.#request))
      .then((answered) =>
        call.plan.options.continuation
          ? new ContinuedAnswer(call, answered, this.#request, exchangeOf)
          : new TargetAnswer(call, answered),
      );
    if (call.observer) observe(call.observer, begun);
    return begun;
  }

  leave(error: ProviderError): void {
    this.#isLeft = true;
    this.#call?.leave(error);
    for (const stream of this.#streams) void stream[Symbol.asyncDispose]();
  }

  #ask(
    call: RoutedCall,
    turn: Turn,
    signal: CallOptions['signal'],
    { request, drained, tellProgress }: Wanted,
  ): Promise<CommittedStream> {
    const { target } = turn;
    const options = optionsFor(call, turn, signal);
    const stream = target.provider.stream(requestFor(call, target, request), options);
    this.#streams = [...this.#streams, stream];
    // Touched before it is read, it is read to its end whether or not anybody reads the events.
    if (drained) void stream.response;
    const { firstEventTimeout } = options;
    const { hold } = call.plan.options;
    return untilContent(stream, target.name, { hold, firstEventTimeout, tellProgress });
  }

  /** Tells the target that its answer has begun, and how it ends. */
  #answered(call: RoutedCall, turn: Turn, { stream, held }: CommittedStream): void {
    turn.sawContent();
    turn.learn(held.at(-1)?.find((event) => event.type === 'start')?.rateLimit);
    stream.response.then(
      (whole) => {
        this.#isWhole = true;
        call.succeeded(turn, whole);
      },
      (error) => call.interrupted(turn, error),
    );
  }
}

function observe(observer: CallObserver, begun: Promise<BegunAnswer>): void {
  begun
    .then(({ response }) => response)
    .then(
      ({ usage }) => observer.end({ usage }),
      (reason) => observer.end({ error: ProviderError.from(reason) }),
    );
}
