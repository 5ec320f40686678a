import { type ChatEvent, ProviderError, type Warning } from '@modelport/core';
import { createNdjsonParser } from '@modelport/provider-utils';
import { AnswerReader } from '../../src/from-wire.js';

/** What reading an answer gave. */
export interface ReadAnswer {
  readonly events: ChatEvent[];
  readonly failure: ProviderError | undefined;
  readonly warnings: Warning[];
}

/** Reads an answer as it would come in these pieces. */
export function readAnswer(pieces: Iterable<Uint8Array>, forcesCall = false): ReadAnswer {
  const warnings: Warning[] = [];
  const reader = new AnswerReader({
    forcesCall,
    warn: (warning) => void warnings.push(warning),
    toError: (body) => new ProviderError({ code: 'BACKEND_ERROR', message: JSON.stringify(body) }),
  });
  const parser = createNdjsonParser();
  const events: ChatEvent[] = [];
  for (const bytes of pieces) {
    for (const line of parser.push(bytes)) reader.readLine(line);
    events.push(...reader.take());
  }
  for (const line of parser.end()) reader.readLine(line, true);
  reader.end();
  events.push(...reader.take());
  return { events, failure: reader.failure, warnings };
}

/** The same for text. */
export function readText(text: string, forcesCall = false): ReadAnswer {
  return readAnswer([new TextEncoder().encode(text)], forcesCall);
}
