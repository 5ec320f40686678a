import { type CallContext, type ChatEvent, ProviderError } from '@modelport/core';
import {
  type AnswerDecoder,
  asRecord,
  createSseParser,
  defaultMaxFrameLength,
  describeNonJson,
  type JsonRecord,
  MalformedFrames,
  parseJson,
  type ServerSentEvent,
  type TransportResponse,
} from '@modelport/provider-utils';
import { toProviderError } from './errors.js';
import { MessageReader, type ReadContext } from './from-wire.js';

/** What an answer is read with. */
export interface AnswerContext extends ReadContext {
  readonly response: TransportResponse;
  readonly serverName: string;
  readonly call: Pick<CallContext, 'warn' | 'apiKey'>;
}

const advice = 'Is baseUrl that of a Messages API?';

/**
 * Reads the bytes of an answer: a stream of events, or, from servers that do not stream, one JSON object. Which of them it
 * is, its first character says; the content type is not always right.
 */
export class MessagesDecoder implements AnswerDecoder {
  readonly #context: AnswerContext;
  readonly #reader: MessageReader;
  readonly #malformed: MalformedFrames;
  readonly #parser = createSseParser();
  readonly #text = new TextDecoder();
  /** The body as text while it may be something else than a stream. */
  #whole = '';
  /** What has come before it was known what it is. */
  #held: Uint8Array[] = [];
  #kind: 'unknown' | 'stream' | 'whole' = 'unknown';
  #events: ChatEvent[] = [];
  #failure: ProviderError | undefined;

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#reader = new MessageReader(context);
    this.#malformed = new MalformedFrames({
      frame: 'event',
      warn: (warning) => context.call.warn(warning),
      advice,
    });
  }

  get failure(): ProviderError | undefined {
    return this.#failure;
  }

  push(chunk: Uint8Array): void {
    if (this.#kind === 'stream') this.#readFrames(this.#parser.push(chunk));
    else this.#sniff(chunk);
  }

  end(): void {
    if (this.#kind !== 'stream') this.#readWhole(this.#whole);
    else this.#readFrames(this.#parser.end());
    if (this.#failure !== undefined) return;
    this.#events.push(...this.#reader.finish());
    if (this.#reader.isFinished) return;
    const error = this.#malformed.judge();
    if (error) throw error;
  }

  take(): ChatEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  survives(): boolean {
    this.#events.push(...this.#reader.finish());
    return this.#reader.isFinished;
  }

  /** A stream starts with a letter or a colon; JSON and pages do not. */
  #sniff(chunk: Uint8Array): void {
    if (this.#kind === 'unknown') this.#held.push(chunk);
    this.#whole += this.#text.decode(chunk, { stream: true });
    if (this.#kind === 'unknown') this.#decide(/\S/.exec(this.#whole)?.[0]);
    if (this.#whole.length > defaultMaxFrameLength) {
      throw this.#invalid(`with more than ${defaultMaxFrameLength} characters that are no stream`);
    }
  }

  #decide(first: string | undefined): void {
    if (first === undefined) return;
    this.#kind = /[[{<"]/.test(first) ? 'whole' : 'stream';
    const held = this.#held;
    this.#held = [];
    if (this.#kind === 'whole') return;
    this.#whole = '';
    for (const chunk of held) this.#readFrames(this.#parser.push(chunk));
  }

  #readFrames(frames: readonly ServerSentEvent[]): void {
    for (const frame of frames) {
      if (this.#failure !== undefined) return;
      this.#readFrame(frame);
    }
  }

  #readFrame({ event: name, data }: ServerSentEvent): void {
    // Proxies end every stream so.
    if (data === '[DONE]') return;
    const event = asRecord(parseJson(data));
    const kind = event?.['type'] ?? name;
    if (event === undefined || (kind === undefined && event['error'] === undefined)) {
      const error = this.#reader.isComplete ? undefined : this.#malformed.count(data);
      if (error) throw error;
      return;
    }
    this.#malformed.reset();
    if (kind === 'error' || event['error'] !== undefined) this.#fail(event);
    else this.#events.push(...this.#reader.read(event, kind));
  }

  #readWhole(text: string): void {
    const value = parseJson(text);
    if (value === undefined) throw this.#invalid(`with ${describeNonJson(text)}`);
    const body = asRecord(value) ?? {};
    if (body['error'] !== undefined) this.#fail(body);
    else if (Array.isArray(body['content'])) this.#events.push(...this.#reader.readMessage(body));
    else throw this.#invalid('with JSON that is no message');
  }

  /** What breaks behind the end of an answer does not undo it. */
  #fail(body: JsonRecord): void {
    if (this.#reader.isComplete) return;
    const { response, serverName, call } = this.#context;
    const { headers } = response;
    this.#failure = toProviderError({ headers, body, serverName, secrets: [call.apiKey] });
  }

  #invalid(what: string): ProviderError {
    const { response, serverName } = this.#context;
    return new ProviderError({
      code: 'RESPONSE_INVALID',
      status: response.status,
      message: `${serverName} answered HTTP ${response.status} ${what}. ${advice}`,
    });
  }
}
