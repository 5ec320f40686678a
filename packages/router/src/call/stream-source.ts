import { type CallOptions, type ChatRequest, type ChatStream, ProviderError } from '@modelport/core';
import { optionsFor, requestFor } from './ask.js';
import type { CallObserver } from './call-observer.js';
import { type Batch, type CommittedStream, untilContent } from './commit.js';
import { ContinuedAnswer } from './continued-answer.js';
import type { RoutedCall } from './routed-call.js';
import type { AnswerSource, BegunAnswer } from './routed-stream.js';
import { TargetAnswer } from './target-answer.js';
import type { Turn } from './turn.js';

/** Asks the target of a turn; with another request than the caller's, where one is given. */
type Ask = (
  turn: Turn,
  signal: CallOptions['signal'],
  request?: string | ChatRequest,
) => Promise<CommittedStream>;

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
  readonly #streams: ChatStream[] = [];

  /** `open` begins the call. */
  constructor(open: () => RoutedCall, request: string | ChatRequest, signal: CallOptions['signal']) {
    this.#open = open;
    this.#request = request;
    this.#signal = signal;
  }

  get isStopped(): boolean {
    return !this.#isWhole && (this.#isLeft || this.#signal?.aborted === true);
  }

  async begin(drained: boolean, tellProgress: (batch: Batch) => void): Promise<BegunAnswer> {
    const call = this.#open();
    this.#call = call;
    const ask: Ask = (turn, signal, request = this.#request) =>
      this.#ask(call, turn, signal, { request, drained, tellProgress });
    try {
      const committed = await call.run(ask);
      const answer = call.plan.options.continuation
        ? new ContinuedAnswer(call, committed, this.#request, ask)
        : new TargetAnswer(call, committed);
      if (call.observer) this.#observe(call.observer, answer);
      return answer;
    } catch (reason) {
      call.observer?.end({ error: ProviderError.from(reason) });
      throw reason;
    }
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
    this.#streams.push(stream);
    // Touched before it is read, it is read to its end whether or not anybody reads the events.
    if (drained) void stream.response;
    const { hold } = call.plan.options;
    const { firstEventTimeout } = options;
    const onBegin = () => this.#settle(call, turn, stream);
    return untilContent(turn, stream, { hold, firstEventTimeout, onBegin, tellProgress });
  }

  #observe(observer: CallObserver, { response }: BegunAnswer): void {
    response.then(
      ({ usage }) => observer.end({ usage }),
      (reason) => observer.end({ error: ProviderError.from(reason) }),
    );
  }

  /** Tells the target how the answer ended. */
  #settle(call: RoutedCall, turn: Turn, { response }: ChatStream): void {
    response.then(
      (whole) => {
        this.#isWhole = true;
        call.succeeded(turn, whole);
      },
      (error) => call.interrupted(turn, error),
    );
  }
}
