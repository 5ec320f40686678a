import { ProviderError } from '@modelport/core';
import {
  asList,
  asRecord,
  createSseParser,
  defaultMaxFrameLength,
  describeNonJson,
  parseJson,
} from '@modelport/provider-utils';
import { noAnswer } from './failed-answer.js';
import type { AnswerReader } from './from-wire.js';

/** What the first line of an event stream begins with: a field's name or, for a comment, none. */
export const beginsEvents: RegExp = /^\s*(data|event|id|retry)?:/;

/**
 * Reads the text of a whole body. What it should be is one JSON object with choices; a stream of events, which some
 * servers send unasked, is read as well. Anything else ends up in the reader's `failure`.
 */
export function readWholeText(text: string, reader: AnswerReader): void {
  if (beginsEvents.test(text)) return readEvents(text, reader);
  const parsed = parseJson(text.startsWith('\uFEFF') ? text.slice(1) : text);
  // Google puts errors into a list.
  const answer = asRecord(Array.isArray(parsed) ? parsed[0] : parsed);
  if (answer === undefined)
    reader.failure = noAnswer(parsed === undefined ? describeNonJson(text) : 'JSON that is no answer');
  else if (asList(answer['choices']).length > 0 || answer['error']) reader.readWhole(answer);
  else reader.failure = reader.refuse(answer);
}

function readEvents(text: string, reader: AnswerReader): void {
  const parser = createSseParser();
  const frames = [...parser.push(new TextEncoder().encode(text)), ...parser.end()];
  for (const frame of frames) reader.readFrame(frame);
  reader.end();
  if (reader.finished || reader.failure !== undefined) return;
  reader.failure = reader.hasAnswer ? cut() : noAnswer('events of which none is an answer');
}

/** The error for a body that grows past what a whole answer may be, while it is read. */
export function tooLong(text: string): ProviderError | undefined {
  if (text.length <= defaultMaxFrameLength) return undefined;
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `The answer is longer than ${defaultMaxFrameLength} characters; the rest was not read.`,
  });
}

function cut(): ProviderError {
  return new ProviderError({
    code: 'STREAM_INTERRUPTED',
    message: 'The answer ended without a finish reason: it was cut.',
  });
}
