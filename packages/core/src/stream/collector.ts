import type { Call } from '../call/call.js';
import type { CheckedRequest } from '../checks/check-request.js';
import type {
  AssistantPart,
  ChatEvent,
  ChatResponse,
  FinishEvent,
  ObservedResponse,
  ProviderData,
  SourceEvent,
  StartEvent,
  Timings,
  TokenLogprob,
  ToolCall,
  ToolCallEvent,
  ToolCallStartEvent,
  Usage,
  Warning,
} from '../contract.js';
import { defined, type Writable } from '../defined.js';
import { AnswerPart } from './answer-part.js';
import { isContentEvent, mergeUsage, randomId } from './events.js';
import { type Parsed, parseAnswer, withoutFence } from './parse-answer.js';

/**
 * Turns the events of one attempt into those that users see, and collects them into the response. It withholds
 * everything but progress until the first content, completes tool calls and parts, merges usage and ends after one
 * `finish`.
 */
export class Collector {
  /** Whether content has come: from then on nothing may be repeated. */
  hasContent = false;
  finished: FinishEvent | undefined;
  /** To be awaited before the batch is handed on: checks of arguments or output that are asynchronous. */
  pending: Promise<unknown> | undefined;
  /** Tokens used and their cost, once finished. */
  usage: Usage | undefined;
  readonly #checked: CheckedRequest;
  readonly #call: Call;
  readonly #owner: { readonly name: string; readonly type: string };
  #started = false;
  #start = nothingTold;
  /** What the backend has told so far. */
  #toldUsage: Usage | undefined;
  readonly #held: ChatEvent[] = [];
  #warningsTold = 0;
  #parts: AnswerPart[] = [];
  #sources: SourceEvent[] | undefined;
  #logprobs: TokenLogprob[] | undefined;
  #output: Parsed | undefined;

  constructor(checked: CheckedRequest, call: Call, owner: { name: string; type: string }) {
    this.#checked = checked;
    this.#call = call;
    this.#owner = owner;
  }

  /** Takes a batch of the driver and gives what may be handed on: the same array where nothing had to change. */
  push(batch: readonly ChatEvent[]): readonly ChatEvent[] {
    const untouched = this.#started && this.#warningsTold === this.#call.warnings.length;
    let at = 0;
    while (untouched && at < batch.length && this.#collect(batch[at] as ChatEvent)) at++;
    if (untouched && at === batch.length) return batch;
    const out = batch.slice(0, at);
    this.#tellWarnings(out);
    for (; at < batch.length; at++) this.#take(batch[at] as ChatEvent, out);
    return out;
  }

  /** Collects an event that is handed on as it is. `false` for one that is not, or needs more: nothing is done then. */
  #collect(event: ChatEvent): boolean {
    switch (event.type) {
      case 'text-delta':
        this.#part(event.part, 'text').text += event.text;
        if (event.logprobs) {
          this.#logprobs ??= [];
          this.#logprobs.push(...event.logprobs);
        }
        return event.text !== '' || !!event.logprobs?.length;
      case 'reasoning-delta':
        this.#part(event.part, 'reasoning').text += event.text;
        return event.text !== '';
      case 'tool-call-delta':
        this.#part(event.part, 'tool-call').fragments.push(event.argumentsDelta);
        return true;
      case 'file':
        this.#part(event.part, 'whole').whole = event.file;
        return true;
      case 'opaque':
        this.#part(event.part, 'whole').whole = { type: 'opaque', providerData: event.providerData };
        return true;
      case 'source':
        this.#sources ??= [];
        this.#sources.push(event);
        return true;
      case 'start':
      case 'usage':
      case 'warning':
      case 'tool-call-start':
      case 'tool-call':
      case 'part-end':
      case 'finish':
        return false;
      default:
        return true;
    }
  }

  #take(event: ChatEvent, out: ChatEvent[]): void {
    if (this.finished) return;
    switch (event.type) {
      case 'start':
        this.#start = this.#start === nothingTold ? defined(event) : { ...this.#start, ...defined(event) };
        return;
      case 'usage':
        this.#toldUsage = mergeUsage(this.#toldUsage, event.usage);
        return;
      case 'warning':
        this.#call.warn(event.warning);
        return this.#tellWarnings(out);
      case 'tool-call-start':
        return this.#startCall(event, out);
      case 'tool-call':
        if (!this.#parts[event.part]?.call) {
          this.#startCall(event, out);
          this.#emit({ type: 'tool-call-delta', part: event.part, argumentsDelta: event.rawArguments }, out);
        }
        return this.#completeCall(this.#part(event.part, 'tool-call'), event.rawArguments, out);
      case 'part-end':
        return this.#endPart(event.part, event.providerData, out);
      case 'finish':
        return this.#finish(event, out);
      default:
        if (this.#collect(event)) this.#emit(event, out);
    }
  }

  /** Warnings count as told only for this attempt: those of a failed one were held back with it. */
  #tellWarnings(out: ChatEvent[]): void {
    const { warnings } = this.#call;
    while (this.#warningsTold < warnings.length) {
      this.#emit({ type: 'warning', warning: warnings[this.#warningsTold++] as Warning }, out);
    }
  }

  #emit(event: ChatEvent, out: ChatEvent[]): void {
    const content = isContentEvent(event);
    if (!this.#started && event.type !== 'progress') {
      if (!content && event.type !== 'finish') {
        this.#held.push(event);
        return;
      }
      this.#started = true;
      out.push(this.#start, ...this.#held);
    }
    this.hasContent ||= content;
    out.push(event);
  }

  #part(index: number, kind: AnswerPart['kind']): AnswerPart {
    const known = this.#parts[index];
    if (known) return known;
    const part = new AnswerPart(kind);
    // A list of one takes less room than one that has been written to.
    if (index === 0 && this.#parts.length === 0) this.#parts = [part];
    else this.#parts[index] = part;
    return part;
  }

  #startCall({ part: index, id, name }: Omit<ToolCallStartEvent, 'type'>, out: ChatEvent[]): void {
    const part = this.#part(index, 'tool-call');
    if (part.call) return;
    const taken = this.#parts.some((other) => other.call?.id === id);
    const unique = id && !taken ? id : randomId('call');
    part.call = { type: 'tool-call', part: index, id: unique, name, arguments: undefined, rawArguments: '' };
    this.#emit({ type: 'tool-call-start', part: index, id: unique, name }, out);
  }

  #completeCall(part: AnswerPart, rawArguments: string, out: ChatEvent[]): void {
    if (!part.call || part.complete) return;
    const event: ToolCallEvent = { ...part.call, rawArguments };
    part.call = event;
    part.complete = true;
    const schema = this.#checked.toolSchemas.get(event.name);
    // The event is completed in place, before anybody sees it, even where the schema is asynchronous.
    this.#settle(parseAnswer(rawArguments.trim() || '{}', schema), ({ value, error }) => {
      Object.assign(event, error === undefined ? { arguments: value } : { argumentsError: error });
    });
    this.#emit(event, out);
  }

  #settle(parsed: Parsed | Promise<Parsed>, use: (parsed: Parsed) => void): void {
    if (parsed instanceof Promise) this.pending = Promise.all([this.pending, parsed.then(use)]);
    else use(parsed);
  }

  #endPart(index: number, providerData: ProviderData | undefined, out: ChatEvent[]): void {
    const part = this.#parts[index];
    if (!part || part.ended) return;
    this.#completeCall(part, part.fragments.join(''), out);
    part.ended = true;
    part.providerData = providerData;
    const { kind, text } = part;
    // Without a delta nobody could tell what kind of part this is.
    if (providerData && !text && (kind === 'text' || kind === 'reasoning')) {
      this.#emit({ type: `${kind}-delta`, part: index, text }, out);
    }
    if (part.isEmpty) return;
    this.#emit(
      providerData ? { type: 'part-end', part: index, providerData } : { type: 'part-end', part: index },
      out,
    );
  }

  #finish(event: FinishEvent, out: ChatEvent[]): void {
    for (let index = 0; index < this.#parts.length; index++) this.#endPart(index, undefined, out);
    this.usage = this.#withCost(true);
    // Where the backend told nothing, there is nothing to tell but a known cost.
    if (this.#toldUsage || this.usage.cost) this.#emit({ type: 'usage', usage: this.usage }, out);
    const calls = event.finishReason === 'stop' && this.#parts.some((part) => part.call);
    this.finished = calls ? { ...event, finishReason: 'tool-calls' } : event;
    this.#emit(this.finished, out);
    const { request, outputSchema } = this.#checked;
    if (request.responseFormat?.type !== 'json' || this.finished.finishReason === 'tool-calls') return;
    this.#settle(parseAnswer(withoutFence(this.#join('text')), outputSchema), (parsed) => {
      this.#output = parsed;
    });
  }

  #withCost(whole: boolean): Usage {
    const usage = this.#toldUsage ?? {};
    return { ...usage, cost: this.#call.costOf(usage, this.#start.model, whole) };
  }

  #join(kind: AnswerPart['kind']): string {
    return this.#parts.reduce((text, part) => (part.kind === kind ? text + part.text : text), '');
  }

  /** What observers may know of the answer so far. */
  get observed(): ObservedResponse {
    const { id, model, requestId, rateLimit } = this.#start;
    return defined({ id, model, requestId, rateLimit, finishReason: this.finished?.finishReason });
  }

  /** The response so far; whole once `finished`. */
  response(): ChatResponse {
    const { name: provider, type } = this.#owner;
    const { attempts, warnings, totalMs, firstContentMs } = this.#call;
    const { model = this.#call.model, id, headers = {}, rateLimit } = this.#start;
    const {
      finishReason = 'other',
      rawFinishReason,
      timings: timed,
      providerData,
    } = this.finished ?? unfinished;
    const requestId = this.#call.requestId ?? this.#start.requestId;
    const timings: Writable<Timings> = timed ? { ...timed, totalMs } : { totalMs };
    if (firstContentMs !== undefined) timings.firstContentMs = firstContentMs;
    const reasoning = this.#join('reasoning');
    const content: AssistantPart[] = [];
    const toolCalls: ToolCall[] = [];
    this.#parts.forEach((part) => {
      const call = part.toToolCall();
      if (call) toolCalls.push(call);
      const piece = part.toMessagePart();
      if (piece) content.push(piece);
    });
    const response: Writable<ChatResponse> = {
      text: this.#join('text'),
      toolCalls,
      message: {
        role: 'assistant',
        content,
        from: model === undefined ? { provider, type } : { provider, type, model },
      },
      finishReason,
      usage: this.usage ?? this.#withCost(false),
      headers,
      provider,
      warnings,
      timings,
      attempts,
    };
    // One by one: this is many times faster than making an object with all and leaving out what is not there.
    if (reasoning) response.reasoning = reasoning;
    if (this.#output?.value !== undefined) response.output = this.#output.value;
    if (this.#output?.error !== undefined) response.outputError = this.#output.error;
    if (rawFinishReason !== undefined) response.rawFinishReason = rawFinishReason;
    if (model !== undefined) response.model = model;
    if (id !== undefined) response.id = id;
    if (requestId !== undefined) response.requestId = requestId;
    if (rateLimit !== undefined) response.rateLimit = rateLimit;
    if (this.#sources) response.sources = this.#sources;
    if (this.#logprobs?.length) response.logprobs = this.#logprobs;
    if (providerData !== undefined) response.providerData = providerData;
    return response;
  }
}

const unfinished: Partial<FinishEvent> = {};
const nothingTold: StartEvent = Object.freeze({ type: 'start' });
