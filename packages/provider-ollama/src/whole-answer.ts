import { asRecord, describeNonJson, parseJson } from '@modelport/provider-utils';
import { noAnswer, otherJson, unfinishedAnswer } from './errors.js';
import type { AnswerReader } from './from-wire.js';

/**
 * Bytes that a whole answer may have: 64 MiB. Log probabilities are what makes it long, with some 3 kB for a token and twenty
 * others.
 */
export const wholeAnswerLimit: number = 64 * 1024 * 1024;

/**
 * Reads the text of a whole body: one JSON object, or the lines of a stream, which some send unasked. Anything else ends up in
 * the reader's `failure`.
 */
export function readWholeText(text: string, reader: AnswerReader): void {
  const parsed = parseJson(text);
  const answer = asRecord(parsed);
  if (answer !== undefined) reader.readWhole(answer);
  else if (beginsWithLine(text)) readLines(text, reader);
  else reader.failure = noAnswer(parsed === undefined ? describeNonJson(text) : otherJson);
}

/** Whether a JSON object stands alone in the first line that is not empty. */
function beginsWithLine(text: string): boolean {
  const lines = text.trimStart();
  const end = lines.indexOf('\n');
  return end !== -1 && asRecord(parseJson(lines.slice(0, end))) !== undefined;
}

function readLines(text: string, reader: AnswerReader): void {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') reader.readLine(line, index === lines.length - 1);
  }
  reader.end();
  if (!reader.finished) reader.failure ??= unfinishedAnswer();
}
