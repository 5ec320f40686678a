import type { ChatEvent, ProviderError, TokenLogprob, Warning } from '@modelport/core';
import {
  asCount,
  asList,
  asRecord,
  asText,
  type JsonRecord,
  MalformedFrames,
  parseJson,
} from '@modelport/provider-utils';
import { noAnswer, otherJson, unfinishedAnswer } from './errors.js';
import { ForcedCall } from './forced-call.js';
import { readTextLine } from './text-line.js';
import type { WireAnswer } from './wire.js';
import { readFinishReason, readLogprobs, readTimings, readUsage } from './wire-facts.js';

/** What reading an answer needs to know. */
export interface AnswerContext {
  /** The answer is a tool call in the form of JSON. */
  readonly forcesCall?: boolean | undefined;
  /** Adds a `raw` event for each line. */
  readonly includeRaw?: boolean | undefined;
  /** Tells what became of a prompt of so many tokens: servers that know no `truncate` cut it without a word. */
  readonly checkPrompt?: ((tokens: number) => ProviderError | undefined) | undefined;
  warn(warning: Warning): void;
  /** Makes the error of a line that tells of one. */
  toError(body: unknown): ProviderError;
}

/**
 * Turns one answer into events. Feed it the lines of a stream by `readLine`, or a whole answer by `readWhole`, and `take()`
 * after each read. It never throws: what fails ends up in `failure`.
 */
export class AnswerReader {
  /** Set when the answer turned out to be an error. Events taken before it are valid. */
  failure: ProviderError | undefined;
  readonly #context: AnswerContext;
  /** Made with the first line of a stream. */
  #malformed: MalformedFrames | undefined;
  readonly #forced: ForcedCall | undefined;
  #events: ChatEvent[] = [];
  #finished = false;
  #hasCalls = false;
  #model: string | undefined;
  #parts = 0;
  /** Of the last part, as long as more may be added to it. */
  #kind: 'text' | 'reasoning' | undefined;

  constructor(context: AnswerContext) {
    this.#context = context;
    if (!context.forcesCall) return;
    this.#forced = new ForcedCall({
      openPart: () => this.#openPart(),
      text: (text) => this.#text(text),
      emit: (event) => void this.#events.push(event),
    });
  }

  /** Whether the `finish` event was made: nothing more is read. */
  get finished(): boolean {
    return this.#finished;
  }

  /** The events since the last call. */
  take(): ChatEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Reads one line of a stream. @param cut The stream ended inside it, so it may be half a line. */
  readLine(line: string, cut = false): void {
    if (this.#finished || this.failure !== undefined) return;
    const { warn } = this.#context;
    this.#malformed ??= new MalformedFrames({ frame: 'line', warn, advice: 'Is baseUrl that of an Ollama?' });
    // The first line tells the model, and a `raw` event all that is in a line.
    const isKnown = this.#model !== undefined && !this.#context.includeRaw;
    const piece = isKnown ? readTextLine(line) : undefined;
    if (piece !== undefined) {
      this.#malformed.reset();
      return this.#readContent(piece.content, asText(piece.thinking));
    }
    const answer: WireAnswer | undefined = asRecord(parseJson(line));
    if (answer?.error) {
      this.failure = this.#context.toError(answer);
    } else if (answer === undefined || !isPart(answer)) {
      const isHalf = cut && answer === undefined && line.trimStart().startsWith('{');
      if (!isHalf) this.failure = this.#malformed.count(line);
    } else {
      this.#malformed.reset();
      this.#read(answer);
    }
  }

  /** Reads a whole answer. */
  readWhole(answer: WireAnswer): void {
    if (answer.error) this.failure = this.#context.toError(answer);
    else if (!isPart(answer)) this.failure = noAnswer(otherJson);
    else this.#read(answer);
    if (!this.#finished) this.failure ??= unfinishedAnswer();
  }

  /** The stream has ended. Without a last line nothing is emitted, and core reports a cut stream. */
  end(): void {
    if (this.#finished || this.failure !== undefined) return;
    this.failure = this.#malformed === undefined ? noAnswer('an empty body') : this.#malformed.judge();
  }

  #read(answer: WireAnswer): void {
    if (this.#context.includeRaw) this.#events.push({ type: 'raw', data: answer });
    this.#readModel(asText(answer.model));
    const message = asRecord(answer.message) ?? {};
    const thinking = asText(message['thinking']);
    const content = asText(message['content']) ?? '';
    // While a tool call is looked for, tokens come without their text.
    const logprobs = thinking === undefined || content !== '' ? readLogprobs(answer.logprobs) : undefined;
    this.#readContent(content, thinking, logprobs);
    for (const call of asList(message['tool_calls'])) this.#readCall(asRecord(call) ?? {});
    if (answer.done === true) this.#finish(answer);
  }

  #readContent(content: string, thinking: string | undefined, logprobs?: readonly TokenLogprob[]): void {
    if (thinking !== undefined) {
      this.#events.push({ type: 'reasoning-delta', part: this.#partOf('reasoning'), text: thinking });
    }
    if (this.#forced !== undefined) this.#forced.push(content);
    else if (content !== '' || logprobs !== undefined) this.#text(content, logprobs);
  }

  #readModel(model: string | undefined): void {
    if (this.#model !== undefined || model === undefined) return;
    this.#model = model;
    this.#events.push({ type: 'start', model });
  }

  #text(text: string, logprobs?: readonly TokenLogprob[]): void {
    const part = this.#partOf('text');
    this.#events.push(
      logprobs ? { type: 'text-delta', part, text, logprobs } : { type: 'text-delta', part, text },
    );
  }

  /** Calls come whole. Older servers give them no id, and core makes one where it is empty. */
  #readCall(call: JsonRecord): void {
    const wire = asRecord(call['function']) ?? {};
    const name = asText(wire['name']);
    if (name === undefined) return;
    const given = wire['arguments'] ?? {};
    const rawArguments = typeof given === 'string' ? given : JSON.stringify(given);
    const id = asText(call['id']) ?? '';
    this.#hasCalls = true;
    this.#events.push({
      type: 'tool-call',
      part: this.#openPart(),
      id,
      name,
      arguments: given,
      rawArguments,
    });
  }

  #partOf(kind: 'text' | 'reasoning'): number {
    if (this.#kind === kind) return this.#parts - 1;
    const part = this.#openPart();
    this.#kind = kind;
    return part;
  }

  #openPart(): number {
    this.#kind = undefined;
    return this.#parts++;
  }

  #finish(answer: WireAnswer): void {
    this.failure =
      this.#malformed?.judge() ?? this.#context.checkPrompt?.(asCount(answer.prompt_eval_count) ?? 0);
    if (this.failure !== undefined) return;
    this.#finished = true;
    this.#forced?.end();
    const hasCalls = this.#hasCalls || this.#forced?.isCall === true;
    const reason = asText(answer.done_reason);
    const finishReason = readFinishReason(reason, hasCalls);
    const timings = readTimings(answer);
    this.#events.push(
      { type: 'usage', usage: readUsage(answer) },
      reason === undefined
        ? { type: 'finish', finishReason, timings }
        : { type: 'finish', finishReason, rawFinishReason: reason, timings },
    );
  }
}

/** Other servers, and web pages, answer with other JSON. */
function isPart(answer: WireAnswer): boolean {
  return asRecord(answer.message) !== undefined || answer.done === true;
}
