import type {
  ChatEvent,
  FinishEvent,
  JsonValue,
  ProviderData,
  ProviderError,
  StartEvent,
  Timings,
  Warning,
} from '@modelport/core';
import {
  asList,
  asRecord,
  asText,
  MalformedFrames,
  parseJson,
  type ServerSentEvent,
} from '@modelport/provider-utils';
import type { AnswerExtras, ExtraFacts } from './answer-extras.js';
import { AnswerParts } from './answer-parts.js';
import { errorBody, isError, noAnswer } from './failed-answer.js';
import type { Quirks } from './quirks.js';
import { type DeltaEvent, isDelta, RepeatedFrames } from './repeated-frames.js';
import { ToolCallJoiner } from './tool-call-joiner.js';
import type { WireAnswer, WireAnswerPart, WireChoice, WireDelta, WireUsage } from './wire.js';
import {
  readContentParts,
  readFinishReason,
  readImages,
  readLogprobs,
  readSources,
  readUsage,
} from './wire-facts.js';

export type { AnswerExtras } from './answer-extras.js';

/** What reading an answer needs to know. */
export interface AnswerContext {
  /** Type of the provider, for `providerData`. */
  readonly type: string;
  readonly quirks: Pick<Quirks, 'reasoningBack'>;
  /** Adds a `raw` event for each event of the wire. */
  readonly includeRaw?: boolean | undefined;
  /** Reads what only one kind of server sends. */
  readonly extras?: AnswerExtras | undefined;
  warn(warning: Warning): void;
  /** Makes the error of an answer that turned out to be one. `body` is its JSON, or text. */
  toError(body: unknown): ProviderError;
}

/**
 * Turns one answer of the Chat Completions wire into events. Feed it the events of a stream by `readFrame`, or a whole
 * answer by `readWhole`, and `take()` after each read. It never throws: what fails ends up in `failure`.
 */
export class AnswerReader {
  /** Set when the answer turned out to be an error. Events taken before it are valid. */
  failure: ProviderError | undefined;
  readonly #context: AnswerContext;
  readonly #parts: AnswerParts;
  /** Made with the first frame of a stream. */
  #malformed: MalformedFrames | undefined;
  /** Likewise; none where each frame has something for others to see. */
  #repeated: RepeatedFrames | undefined;
  /** Made with the first tool call. */
  #calls: ToolCallJoiner | undefined;
  #events: ChatEvent[] = [];
  #finished = false;
  #hasAnswer = false;
  #hasRefusal = false;
  #warnedOfChoices = false;
  /** Whether text came in parts, which are joined. */
  #hasContentParts = false;
  #id: string | undefined;
  #model: string | undefined;
  #finishReason: string | undefined;
  #timings: Timings | undefined;
  #finishData: JsonValue | undefined;

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#parts = new AnswerParts({ type: context.type, field: context.quirks.reasoningBack }, this.#emit);
  }

  /** Whether the `finish` event was made: nothing more is read. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Whether anything of an answer was read. */
  get hasAnswer(): boolean {
    return this.#hasAnswer;
  }

  /** The events since the last call. */
  take(): ChatEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Reads one event of a stream. @param cut The stream ended inside it, so it may be half an event. */
  readFrame(frame: ServerSentEvent, cut = false): void {
    if (this.#finished || this.failure !== undefined || frame.data === '') return;
    if (frame.data.startsWith('[DONE]')) {
      if (this.#hasAnswer) this.#finish();
      else this.failure = noAnswer('an end marker alone');
      return;
    }
    this.#malformed ??= this.#begin();
    const repeated = frame.event === 'error' ? undefined : this.#repeated?.read(frame.data);
    if (repeated !== undefined) {
      this.#malformed.reset();
      return this.#readRepeated(repeated);
    }
    const answer = asRecord(parseJson(frame.data));
    if (frame.event === 'error') this.failure = this.#context.toError(answer ?? frame.data);
    else if (answer === undefined) {
      if (!cut) this.failure = this.#malformed.count(frame.data);
    } else {
      this.#malformed.reset();
      this.#readParsed(frame.data, answer);
    }
  }

  /** Gets ready for the frames of a stream, which a plain answer does not have. */
  #begin(): MalformedFrames {
    const { includeRaw, extras, warn } = this.#context;
    if (!includeRaw && !extras) this.#repeated = new RepeatedFrames();
    return new MalformedFrames({ frame: 'event', warn });
  }

  #readParsed(data: string, answer: WireAnswer & Readonly<Record<string, unknown>>): void {
    const count = this.#events.length;
    const fragments = this.#calls?.fragments ?? 0;
    const begun = !this.#parts.isEmpty;
    this.#read(answer, false);
    if (this.#repeated === undefined) return;
    const read = (this.#calls?.fragments ?? 0) - fragments;
    const event = begun && this.#events.length === count + 1 ? this.#events[count] : undefined;
    this.#repeated.learn(data, this.#isRepeatable(event, read) ? event : undefined);
  }

  /** Whether an event like this one, made with so many fragments of tool calls, is all that another frame like its own would make. */
  #isRepeatable(event: ChatEvent | undefined, fragments: number): event is DeltaEvent {
    if (!isDelta(event) || this.#hasContentParts) return false;
    if (event.type !== 'tool-call-delta') return fragments === 0;
    return fragments === 1 && this.#calls?.canAppend(event.part) === true;
  }

  #readRepeated(event: DeltaEvent): void {
    if (event.type === 'tool-call-delta') this.#calls?.append(event.argumentsDelta);
    else this.#events.push(event);
  }

  /** Reads a whole answer. */
  readWhole(answer: Readonly<Record<string, unknown>>): void {
    this.#read(answer, true);
    if (this.failure === undefined) this.#finish();
  }

  /** The error for a JSON object that is no answer: what it says of itself, if anything. */
  refuse(body: Readonly<Record<string, unknown>>): ProviderError {
    if ('message' in body || 'detail' in body) return this.#context.toError(body);
    const names = Object.keys(body).filter((name) => name.length <= 30);
    return noAnswer(`JSON that is no answer (${names.slice(0, 8).join(', ')})`);
  }

  /**
   * The stream has ended. With a finish reason it is complete even without `[DONE]`; without one nothing is emitted, and
   * core reports a cut stream.
   */
  end(): void {
    if (this.#finished || this.failure !== undefined) return;
    this.failure = this.#malformed?.judge();
    if (this.failure === undefined && this.#finishReason !== undefined) this.#finish();
  }

  #read(answer: WireAnswer & Readonly<Record<string, unknown>>, whole: boolean): void {
    if (this.#context.includeRaw) this.#events.push({ type: 'raw', data: answer });
    const choices = asList<WireChoice | null>(answer.choices);
    if (isError(answer, choices[0])) {
      this.failure = this.#context.toError(errorBody(answer, choices[0]));
      return;
    }
    if (choices.length > 0 || answer.usage != null || asText(answer.id) !== undefined) this.#hasAnswer = true;
    this.#readIdentity(answer);
    const extra = this.#context.extras?.(answer);
    if (extra !== undefined) this.#readExtra(extra);
    for (const choice of choices) {
      if (typeof choice !== 'object' || choice === null) continue;
      if (choice.index == null || choice.index === 0) this.#readChoice(choice, whole);
      else this.#warnOfChoices();
    }
    const usage = answer.usage ?? answer.x_groq?.usage;
    if (asRecord(usage) !== undefined) {
      const tier = asText(answer.service_tier);
      const whole = tier === undefined ? usage : { ...usage, service_tier: tier };
      this.#events.push({ type: 'usage', usage: readUsage(whole as WireUsage) });
    }
    if (extra?.usage !== undefined) this.#events.push({ type: 'usage', usage: extra.usage });
  }

  /** Azure's first event has empty names, so the first that say something count. */
  #readIdentity(answer: WireAnswer): void {
    const id = this.#id === undefined ? asText(answer.id) : undefined;
    const model = this.#model === undefined ? asText(answer.model) : undefined;
    if (id === undefined && model === undefined) return;
    this.#id ??= id;
    this.#model ??= model;
    const event: { -readonly [Field in keyof StartEvent]: StartEvent[Field] } = { type: 'start' };
    if (id !== undefined) event.id = id;
    if (model !== undefined) event.model = model;
    this.#events.push(event);
  }

  #readExtra(extra: ExtraFacts): void {
    if (extra.events !== undefined) this.#events.push(...extra.events);
    this.#timings = extra.timings ?? this.#timings;
    this.#finishData = extra.finishData ?? this.#finishData;
    if (extra.reasoningData !== undefined) this.#parts.setReasoningData(extra.reasoningData);
    if (extra.reasoning !== undefined) this.#parts.reasoning(extra.reasoning);
  }

  #readChoice(choice: WireChoice, whole: boolean): void {
    // A few servers put a whole `message` into an event; as a repetition of what was streamed it is left out.
    const delta = choice.delta ?? (whole || this.#parts.isEmpty ? choice.message : undefined);
    if (typeof delta === 'object' && delta !== null)
      this.#readDelta(delta, choice, whole || delta !== choice.delta);
    this.#finishReason ??= asText(choice.finish_reason);
  }

  #readDelta(delta: WireDelta, choice: WireChoice, whole: boolean): void {
    const reasoning = asText(delta.reasoning_content) ?? asText(delta.reasoning);
    if (reasoning !== undefined) this.#parts.reasoning(reasoning);
    const { content } = delta;
    if (typeof content === 'string') {
      const logprobs = readLogprobs(choice);
      if (content !== '' || logprobs !== undefined) this.#parts.text(content, logprobs);
    } else if (Array.isArray(content)) {
      this.#hasContentParts = true;
      const parts = readContentParts(content as WireAnswerPart[]);
      if (parts.reasoning !== '') this.#parts.reasoning(parts.reasoning);
      if (parts.text !== '') this.#parts.text(parts.text);
    }
    const refusal = asText(delta.refusal);
    if (refusal !== undefined) {
      this.#hasRefusal = true;
      this.#parts.text(refusal);
    }
    if (delta.tool_calls) this.#readCalls(delta.tool_calls, whole);
    else if (delta.function_call) this.#readCalls([{ index: 0, function: delta.function_call }], whole);
    // OpenAI sends an empty list with every plain answer.
    const annotations = asList(delta.annotations);
    if (annotations.length > 0) this.#events.push(...readSources(annotations));
    if (delta.images) {
      for (const file of readImages(delta.images)) {
        this.#events.push({ type: 'file', part: this.#parts.open(), file });
      }
    }
  }

  #readCalls(fragments: unknown, whole: boolean): void {
    this.#calls ??= new ToolCallJoiner({ openPart: () => this.#parts.open(), emit: this.#emit });
    this.#calls.read(fragments, whole);
  }

  readonly #emit = (event: ChatEvent): void => {
    this.#events.push(event);
  };

  #own(data: JsonValue): ProviderData {
    return { type: this.#context.type, data };
  }

  #warnOfChoices(): void {
    if (this.#warnedOfChoices) return;
    this.#warnedOfChoices = true;
    this.#context.warn({
      code: 'unsupported-setting',
      setting: 'n',
      message: 'The server sent several choices; only the first one is read.',
    });
  }

  #finish(): void {
    this.failure = this.#malformed?.judge();
    if (this.failure !== undefined) return;
    this.#finished = true;
    this.#parts.end();
    const nameless = this.#calls?.end(this.#context.type) ?? 0;
    if (nameless > 0) {
      const message = `${nameless} tool call${nameless === 1 ? '' : 's'} without a name left out.`;
      this.#context.warn({ code: 'malformed-event', message });
    }
    const reason = readFinishReason(this.#finishReason, this.#calls?.hasCalls === true);
    const finishReason = this.#hasRefusal && reason === 'stop' ? 'content-filter' : reason;
    const event: { -readonly [Field in keyof FinishEvent]: FinishEvent[Field] } = {
      type: 'finish',
      finishReason,
    };
    if (this.#finishReason !== undefined) event.rawFinishReason = this.#finishReason;
    if (this.#timings !== undefined) event.timings = this.#timings;
    if (this.#finishData !== undefined) event.providerData = this.#own(this.#finishData);
    this.#events.push(event);
  }
}
