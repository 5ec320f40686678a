import type { ChatEvent, FinishReason, ProviderError, Usage } from '@modelport/core';
import {
  asCount,
  asList,
  asRecord,
  asText,
  MalformedFrames,
  type MalformedFramesOptions,
  parseJson,
  withoutAbsent,
} from '@modelport/provider-utils';
import type { WireChoice, WireEvent, WireToolCallDelta, WireUsage } from './wire.js';

/** What reading an answer needs to know. */
export interface ReaderContext {
  /** Adds a `raw` event for each event of the wire. */
  readonly includeRaw: boolean;
  readonly warn: MalformedFramesOptions['warn'];
  /** Makes the error of an event that is one. */
  toError(body: unknown): ProviderError;
}

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool-calls'],
  ['content_filter', 'content-filter'],
]);

/**
 * Makes chat events of the events of one stream. Data from the network may be anything: it is looked at here, and nothing
 * behind this file doubts it.
 */
export class AnswerReader {
  /** Set once the answer has turned out to be an error. */
  failure: ProviderError | undefined;
  readonly #context: ReaderContext;
  readonly #malformed: MalformedFrames;
  /** The kind of each part so far: `text`, `reasoning`, or `call` and its index on the wire. */
  readonly #parts: string[] = [];
  #events: ChatEvent[] = [];
  #id: string | undefined;
  #finishReason: string | undefined;
  #finished = false;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#malformed = new MalformedFrames({ frame: 'event', warn: context.warn });
  }

  /** Whether `finish` was made. */
  get finished(): boolean {
    return this.#finished;
  }

  /** The events since the last time. */
  take(): ChatEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Reads the data of one event. `isCut`: the stream ended inside it. */
  read(data: string, isCut = false): void {
    if (this.#finished || this.failure !== undefined || data === '') return;
    if (data === '[DONE]') {
      this.end();
      return;
    }
    const event = asRecord(parseJson(data)) as WireEvent | undefined;
    if (event === undefined) {
      if (!isCut) this.failure = this.#malformed.count(data);
      return;
    }
    this.#malformed.reset();
    if (this.#context.includeRaw) this.#events.push({ type: 'raw', data: event });
    if (event.error) this.failure = this.#context.toError(event);
    else this.#readEvent(event);
  }

  /** The stream is over. Without a finish reason it was cut: then there is no `finish`, and core reports it. */
  end(): void {
    if (this.#finished || this.failure !== undefined) return;
    this.failure = this.#malformed.judge();
    if (this.failure !== undefined || this.#finishReason === undefined) return;
    this.#finished = true;
    const finishReason = finishReasons.get(this.#finishReason) ?? 'other';
    this.#events.push({ type: 'finish', finishReason, rawFinishReason: this.#finishReason });
  }

  #readEvent(event: WireEvent): void {
    const id = asText(event.id);
    if (this.#id === undefined && id !== undefined) {
      this.#id = id;
      this.#events.push({ type: 'start', id, ...withoutAbsent({ model: asText(event.model) }) });
    }
    const [choice] = asList<WireChoice | null>(event.choices);
    if (choice) this.#readChoice(choice);
    if (asRecord(event.usage))
      this.#events.push({ type: 'usage', usage: readUsage(event.usage as WireUsage) });
  }

  #readChoice({ delta, finish_reason: reason }: WireChoice): void {
    const reasoning = asText(delta?.reasoning_content);
    if (reasoning !== undefined) {
      this.#events.push({ type: 'reasoning-delta', part: this.#partOf('reasoning'), text: reasoning });
    }
    const text = asText(delta?.content);
    if (text !== undefined) this.#events.push({ type: 'text-delta', part: this.#partOf('text'), text });
    for (const call of asList<WireToolCallDelta | null>(delta?.tool_calls)) if (call) this.#readCall(call);
    this.#finishReason ??= asText(reason);
  }

  #readCall({ index = 0, id, function: called }: WireToolCallDelta): void {
    const part = this.#partOf(`call ${index}`);
    const name = asText(called?.name);
    if (name !== undefined) this.#events.push({ type: 'tool-call-start', part, id: asText(id) ?? '', name });
    const argumentsDelta = asText(called?.arguments);
    if (argumentsDelta !== undefined) this.#events.push({ type: 'tool-call-delta', part, argumentsDelta });
  }

  /** The index of a part: calls go on where they began, text and reasoning only in the last part. */
  #partOf(kind: string): number {
    const known = kind.startsWith('call') ? this.#parts.indexOf(kind) : this.#parts.length - 1;
    return this.#parts[known] === kind ? known : this.#parts.push(kind) - 1;
  }
}

/** Counts that are missing stay absent: absent is not zero. */
function readUsage(usage: WireUsage): Usage {
  const counts = {
    inputTokens: asCount(usage.prompt_tokens),
    outputTokens: asCount(usage.completion_tokens),
    totalTokens: asCount(usage.total_tokens),
    cachedInputTokens: asCount(usage.prompt_tokens_details?.cached_tokens),
    reasoningTokens: asCount(usage.completion_tokens_details?.reasoning_tokens),
  };
  return { ...withoutAbsent(counts), raw: usage };
}
