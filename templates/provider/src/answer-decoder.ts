import type { ChatEvent, ProviderError } from '@modelport/core';
import { type AnswerDecoder, asRecord, createSseParser, parseJson } from '@modelport/provider-utils';
import { wrongShape } from './connection.js';
import type { AnswerReader } from './from-wire.js';

/** Characters. An error is short. */
const headLimit = 64 * 1024;

/** Cuts the bytes of a body into server-sent events and hands their data to the reader. */
export class SseDecoder implements AnswerDecoder {
  readonly #reader: AnswerReader;
  readonly #parser = createSseParser();
  readonly #text = new TextDecoder();
  #sawEvent = false;
  /** What came before the first event: it may be an error that came in place of a stream. */
  #head = '';

  constructor(reader: AnswerReader) {
    this.#reader = reader;
  }

  get failure(): ProviderError | undefined {
    return this.#reader.failure;
  }

  push(chunk: Uint8Array): void {
    for (const { data } of this.#parser.push(chunk)) this.#read(data);
    if (!this.#sawEvent && this.#head.length < headLimit)
      this.#head += this.#text.decode(chunk, { stream: true });
  }

  end(): void {
    for (const { data } of this.#parser.end()) this.#read(data, true);
    this.#reader.end();
    if (this.#sawEvent) return;
    // An error with status 200, in the place of a stream.
    if (asRecord(parseJson(this.#head))?.['error']) this.#read(this.#head);
    else throw wrongShape('stream of events');
  }

  take(): ChatEvent[] {
    return this.#reader.take();
  }

  /** Once `finish` was made the answer is whole, whatever becomes of the connection. */
  survives(): boolean {
    this.#reader.end();
    return this.#reader.finished;
  }

  #read(data: string, isCut = false): void {
    this.#sawEvent ||= data !== '';
    this.#reader.read(data, isCut);
  }
}
