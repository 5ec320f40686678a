import {
  type ChatEvent,
  type ChatRequest,
  type ChatResponse,
  ProviderError,
  type Warning,
} from '@modelport/core';
import { errorOf, finalError, recordsOf, withAttempts } from './attempts.js';
import type { Batch, CommittedStream } from './commit.js';
import type { Answered, Exchange } from './exchange.js';
import { canGoOn, goOnRequest } from './go-on-request.js';
import { addUsage, joinAnswers } from './join-answers.js';
import type { RoutedCall } from './routed-call.js';
import type { BegunAnswer } from './routed-stream.js';
import type { Turn } from './turn.js';

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** How a target is asked with another request. */
type ExchangeOf = (request: ChatRequest) => Exchange<CommittedStream>;

/** What one target has answered of the whole. */
interface Segment {
  readonly turn: Turn;
  readonly stream: CommittedStream['stream'];
  /** What has come of it, and was not taken yet. */
  readonly held: Batch[];
  readonly batches: CommittedStream['batches'];
  /** Where its parts go in the message: its first text goes on with the one that was cut. */
  readonly partOf: (event: { readonly part: number; readonly type: string }) => number;
}

/**
 * An answer in which another target goes on where one was cut. The warning `continued` stands where it does; the tokens of all
 * are counted.
 */
export class ContinuedAnswer implements BegunAnswer {
  /** Nothing is handed on that it has not placed. */
  readonly held: BegunAnswer['held'] = [];
  readonly #call: RoutedCall;
  readonly #request: string | ChatRequest;
  readonly #exchangeOf: ExchangeOf;
  readonly #segments: Segment[];
  /** What was answered before each target that went on. */
  readonly #cut: ChatResponse[] = [];
  readonly #warnings: Warning[] = [];
  readonly #goingOn: Promise<void>[] = [];
  #at = 0;
  #lastPart = -1;
  #lastText = -1;
  /** Parts that no `part-end` has closed yet. */
  readonly #open = new Set<number>();
  #response: Promise<ChatResponse> | undefined;
  /** The last read that was asked for; they follow each other. */
  #reading: Promise<unknown> = Promise.resolve();
  #isLeft = false;

  constructor(
    call: RoutedCall,
    answered: Answered<CommittedStream>,
    request: string | ChatRequest,
    exchangeOf: ExchangeOf,
  ) {
    this.#call = call;
    this.#request = request;
    this.#exchangeOf = exchangeOf;
    this.#segments = [segment(answered, ({ part }) => part)];
  }

  get rest(): BegunAnswer['rest'] {
    return this;
  }

  next(): Promise<IteratorResult<Batch, unknown>> {
    const read = () => this.#read();
    const result = this.#reading.then(read, read);
    this.#reading = result;
    return result;
  }

  async #read(): Promise<IteratorResult<Batch, unknown>> {
    const segment = this.#segments[this.#at];
    if (!segment) return end;
    const { held, batches } = segment;
    const value = held.shift();
    if (value) return { done: false, value: this.#place(value, segment) };
    try {
      const { done, value } = await batches.next();
      return done ? end : { done: false, value: this.#place(value, segment) };
    } catch (reason) {
      return this.#readNext(reason);
    }
  }

  /** A target was cut: what comes next is that another one goes on. */
  async #readNext(reason: unknown): Promise<IteratorResult<Batch, unknown>> {
    try {
      await this.#goOn(this.#at, reason);
    } catch (failure) {
      if (this.#isLeft) return end;
      throw failure;
    }
    const warning = this.#warnings[this.#at++] as Warning;
    return { done: false, value: [{ type: 'warning', warning }] };
  }

  get response(): Promise<ChatResponse> {
    this.#response ??= this.#collect();
    return this.#response;
  }

  async leave(quietly: boolean): Promise<void> {
    this.#isLeft = quietly;
    for (const { batches, stream } of this.#segments) {
      if (quietly) await batches.return?.();
      await stream[Symbol.asyncDispose]();
    }
  }

  async #collect(): Promise<ChatResponse> {
    for (let at = 0; ; at++) {
      const { stream, turn } = this.#segments[at] as Segment;
      try {
        const last = await stream.response;
        const joined = joinAnswers([...this.#cut, last], this.#warnings);
        return withAttempts(turn, joined, this.#call.attempts);
      } catch (reason) {
        await this.#goOn(at, reason);
      }
    }
  }

  /** Whoever comes first, the view or the response, has another target go on; both see the same. */
  #goOn(at: number, reason: unknown): Promise<void> {
    this.#goingOn[at] ??= this.#startNext(at, reason);
    return this.#goingOn[at];
  }

  /** @throws ProviderError with all that was answered in `partial`, where nobody goes on. */
  async #startNext(at: number, reason: unknown): Promise<void> {
    const { turn, stream } = this.#segments[at] as Segment;
    const error = errorOf(turn, reason);
    const { partial } = error;
    try {
      if (!partial || !canGoOn(this.#request, partial)) throw this.#final(turn, error);
      this.#call.failed(turn, error, true);
      this.#cut.push(partial);
      const answered = joinAnswers(this.#cut, []);
      const request = goOnRequest(this.#request, answered.text);
      const next = await this.#call.run(this.#exchangeOf(request));
      this.#warnings.push(continued(turn.target.name, next.turn.target.name, answered.text.length));
      this.#segments.push(segment(next, this.#partAfter()));
    } catch (failure) {
      await stream[Symbol.asyncDispose]();
      throw this.#withPartial(ProviderError.from(failure), partial);
    }
  }

  #final(turn: Turn, error: ProviderError): ProviderError {
    return finalError(error, [...this.#call.attempts, ...recordsOf(turn, error)]);
  }

  #withPartial(error: ProviderError, partial: ChatResponse | undefined): ProviderError {
    const parts = [
      ...this.#cut,
      error.partial ?? (this.#cut.includes(partial as ChatResponse) ? undefined : partial),
    ];
    const all = parts.filter((part) => part !== undefined);
    if (all.length === 0) return error;
    const { message, cause } = error;
    return new ProviderError({ ...error, message, cause, partial: joinAnswers(all, this.#warnings) });
  }

  /** Where the parts of the next target go, after those that there are when the first of them is read. */
  #partAfter(): Segment['partOf'] {
    let first: number | undefined;
    let cutText = -1;
    let itsText: number | undefined;
    return ({ part, type }) => {
      if (first === undefined) {
        first = this.#lastPart + 1;
        cutText = this.#lastText;
      }
      if (type === 'text-delta') itsText ??= part;
      return part === itsText && cutText >= 0 ? cutText : first + part;
    };
  }

  #place(batch: Batch, { partOf }: Segment): Batch {
    const later = this.#at > 0;
    return batch.flatMap((event): ChatEvent | ChatEvent[] => {
      if (later && event.type === 'start') return [];
      if (later && event.type === 'usage')
        return { ...event, usage: [...this.#cut.map(({ usage }) => usage), event.usage].reduce(addUsage) };
      // Those of an answer that was cut have not been closed there.
      if (event.type === 'finish') return [...[...this.#open].map(partEnd), event];
      if (!('part' in event) || event.part === undefined) return event;
      const part = partOf(event as { part: number; type: string });
      this.#lastPart = Math.max(this.#lastPart, part);
      if (event.type === 'text-delta' || event.type === 'reasoning-delta') this.#open.add(part);
      else if (event.type === 'part-end') this.#open.delete(part);
      if (event.type === 'text-delta') this.#lastText = part;
      return later ? { ...event, part } : event;
    });
  }
}

function segment({ turn, result }: Answered<CommittedStream>, partOf: Segment['partOf']): Segment {
  return { ...result, turn, held: [...result.held], partOf };
}

const partEnd = (part: number): ChatEvent => ({ type: 'part-end', part });

function continued(cut: string, next: string, characters: number): Warning {
  return {
    code: 'continued',
    message: `The answer of ${cut} was cut after ${characters} characters; from there it is ${next} that answers, and both are billed.`,
  };
}
