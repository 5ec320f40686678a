import {
  type CallOptions,
  type ChatEvent,
  type ChatRequest,
  type ChatStream,
  ProviderError,
  type StartEvent,
} from '@modelport/core';
import { optionsFor, requestFor } from './ask.js';
import type { CallObserver } from './call-observer.js';
import { type CommittedStream, untilContent } from './commit.js';
import { ContinuedAnswer } from './continued-answer.js';
import type { Answered, Exchange } from './exchange.js';
import type { RoutedCall } from './routed-call.js';
import type { AnswerListener, AnswerSource, BegunAnswer } from './routed-stream.js';
import { TargetAnswer } from './target-answer.js';
import type { Turn } from './turn.js';

/** Streams of one call: those of the targets that are asked until one begins to answer. */
export class StreamSource implements AnswerSource, Exchange<CommittedStream> {
  readonly #open: () => RoutedCall;
  readonly #request: string | ChatRequest;
  readonly #signal: CallOptions['signal'];
  #call: RoutedCall | undefined;
  #listener: AnswerListener | undefined;
  #isDrained = false;
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

  begin(drained: boolean, listener: AnswerListener): void {
    const call = this.#open();
    this.#call = call;
    this.#isDrained = drained;
    this.#listener = listener;
    call.run(this).then(
      (answered) => listener.begun(this.#answerOf(call, answered)),
      (reason) => {
        call.observer?.end({ error: ProviderError.from(reason) });
        listener.failed(reason);
      },
    );
  }

  leave(error: ProviderError): void {
    this.#isLeft = true;
    this.#call?.leave(error);
    for (const stream of this.#streams) void stream[Symbol.asyncDispose]();
  }

  ask(
    call: RoutedCall,
    turn: Turn,
    signal: CallOptions['signal'],
    request: string | ChatRequest = this.#request,
  ): Promise<CommittedStream> {
    const { target } = turn;
    const options = optionsFor(call, turn, signal);
    const stream = target.provider.stream(requestFor(call, target, request), options);
    this.#streams.push(stream);
    // Touched before it is read, it is read to its end whether or not anybody reads the events.
    if (this.#isDrained) void stream.response;
    const { firstEventTimeout } = options;
    const { hold } = call.plan.options;
    return untilContent(stream, target.name, { hold, firstEventTimeout, listener: this.#listener });
  }

  /** Tells the target that its answer has begun, and how it ends. */
  answered(call: RoutedCall, turn: Turn, { stream, held }: CommittedStream): void {
    turn.sawContent();
    turn.learn(held.at(-1)?.find(isStart)?.rateLimit);
    stream.response.then(
      (whole) => {
        this.#isWhole = true;
        call.succeeded(turn, whole);
      },
      (error) => call.interrupted(turn, error),
    );
  }

  #answerOf(call: RoutedCall, answered: Answered<CommittedStream>): BegunAnswer {
    const answer = call.plan.options.continuation
      ? new ContinuedAnswer(call, answered, this.#request, (request) => this.#exchangeOf(request))
      : new TargetAnswer(call, answered);
    if (call.observer) observe(call.observer, answer);
    return answer;
  }

  /** The same with another request. */
  #exchangeOf(request: ChatRequest): Exchange<CommittedStream> {
    return {
      ask: (call, turn, signal) => this.ask(call, turn, signal, request),
      answered: (call, turn, committed) => this.answered(call, turn, committed),
    };
  }
}

const isStart = (event: ChatEvent): event is StartEvent => event.type === 'start';

function observe(observer: CallObserver, { response }: BegunAnswer): void {
  response.then(
    ({ usage }) => observer.end({ usage }),
    (reason) => observer.end({ error: ProviderError.from(reason) }),
  );
}
