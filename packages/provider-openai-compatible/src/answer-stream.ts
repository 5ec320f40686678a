import type { ChatEvent, ProviderError } from '@modelport/core';
import {
  type AnswerDecoder,
  createSseParser,
  readAnswer,
  type TransportResponse,
} from '@modelport/provider-utils';
import type { AnswerReader } from './from-wire.js';
import { beginsEvents, readWholeText, tooLong } from './whole-answer.js';

/** An answer on its way: the response, and who reads it. */
export interface OpenAnswer {
  readonly response: TransportResponse;
  readonly reader: AnswerReader;
}

/** Reads an answer in batches, the events of one read of the network. Nothing is sent before the first `next()`. */
export function streamAnswer(
  open: () => Promise<OpenAnswer>,
): AsyncIterableIterator<readonly ChatEvent[], undefined> {
  return readAnswer(async () => {
    const { response, reader } = await open();
    return { response, decoder: new BodyDecoder(reader) };
  });
}

/** An answer in server-sent events, or what came in their place. */
class BodyDecoder implements AnswerDecoder {
  readonly #reader: AnswerReader;
  readonly #parser = createSseParser();
  /** For the text below. */
  #decoder: TextDecoder | undefined;
  /**
   * What the body is, told by how it begins: servers mislabel it, and some answer a request for a stream with a whole
   * answer, an error or a page of HTML.
   */
  #kind: 'unknown' | 'events' | 'text' = 'unknown';
  #text = '';

  constructor(reader: AnswerReader) {
    this.#reader = reader;
  }

  get failure(): ProviderError | undefined {
    return this.#reader.failure;
  }

  push(chunk: Uint8Array): void {
    if (this.#kind !== 'events') {
      this.#decoder ??= new TextDecoder();
      this.#text += this.#decoder.decode(chunk, { stream: true });
      this.#reader.failure = tooLong(this.#text);
      if (this.#kind === 'unknown') this.#kind = kindOf(this.#text);
      if (this.#kind === 'text') return;
      if (this.#kind === 'events') {
        this.#text = '';
        this.#decoder = undefined;
      }
    }
    for (const frame of this.#parser.push(chunk)) this.#reader.readFrame(frame);
  }

  end(): void {
    const reader = this.#reader;
    if (reader.failure !== undefined || reader.finished) return;
    if (this.#kind !== 'events') return readWholeText(this.#text + (this.#decoder?.decode() ?? ''), reader);
    for (const frame of this.#parser.end()) reader.readFrame(frame, true);
    reader.end();
  }

  take(): ChatEvent[] {
    return this.#reader.take();
  }

  /** Once the model has said why it stopped, the answer is complete whatever becomes of the connection. */
  survives(error: unknown): boolean {
    if ((error as { code?: unknown } | undefined)?.code !== 'STREAM_INTERRUPTED') return false;
    this.#reader.end();
    return this.#reader.finished;
  }
}

/** `unknown` as long as it may still become the name of a field. */
function kindOf(text: string): 'unknown' | 'events' | 'text' {
  if (beginsEvents.test(text)) return 'events';
  const start = text.trimStart();
  return ['data', 'event', 'id', 'retry'].some((name) => name.startsWith(start)) ? 'unknown' : 'text';
}
