import type { ChatEvent, ProviderError } from '@modelport/core';
import {
  type AnswerDecoder,
  createNdjsonParser,
  readAnswer,
  type TransportResponse,
} from '@modelport/provider-utils';
import type { AnswerReader } from './from-wire.js';

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
    return { response, decoder: new LineDecoder(reader) };
  });
}

/** An answer in lines of JSON. */
class LineDecoder implements AnswerDecoder {
  readonly #reader: AnswerReader;
  readonly #parser = createNdjsonParser();

  constructor(reader: AnswerReader) {
    this.#reader = reader;
  }

  get failure(): ProviderError | undefined {
    return this.#reader.failure;
  }

  push(chunk: Uint8Array): void {
    for (const line of this.#parser.push(chunk)) this.#reader.readLine(line);
  }

  end(): void {
    for (const line of this.#parser.end()) this.#reader.readLine(line, true);
    this.#reader.end();
  }

  take(): ChatEvent[] {
    return this.#reader.take();
  }

  /** After the last line the answer is whole, whatever becomes of the connection. */
  survives(): boolean {
    return this.#reader.finished;
  }
}
