import type { Answer } from '../conformance/answer.js';
import { answerSteps, responseSteps, streamSteps } from '../conformance/backend.js';
import { openAIWire } from '../conformance/encoders/openai-wire.js';
import type { WireEncoder } from '../conformance/wire-encoder.js';
import { encodeChunk } from '../network/http-bytes.js';
import type { RawRequest } from '../network/request-reader.js';
import type { Step } from './fault.js';

/** What a faulty server says where it says something: `Hello there!`. */
export const GOOD_TEXT: readonly string[] = ['Hel', 'lo', ' there', '!'];

const model = 'faulty';

/** An answer that says `text`, whole and with its usage. */
export function goodAnswer(text: readonly string[] = GOOD_TEXT): Answer {
  const usage = { inputTokens: 10, outputTokens: text.length };
  return { parts: [{ text }], id: 'chatcmpl-1', model, usage };
}

/** The events of a whole stream that says `text`, without an end marker. Default: in OpenAI's dialect. */
export function goodFrames(text: readonly string[] = GOOD_TEXT, wire: WireEncoder = openAIWire): string[] {
  const { opening, content, finish } = wire.frames(goodAnswer(text));
  return [...opening, ...content, ...finish];
}

/** The events of a stream up to its last delta: nothing has ended yet. Default: in OpenAI's dialect. */
export function unfinishedFrames(
  text: readonly string[] = GOOD_TEXT,
  wire: WireEncoder = openAIWire,
): string[] {
  const { opening, content } = wire.frames(goodAnswer(text));
  return [...opening, ...content];
}

/** The events of a whole stream with its end marker, where the dialect has one. */
export function endedFrames(text: readonly string[], wire: WireEncoder): string[] {
  return [...goodFrames(text, wire), ...wire.frames(goodAnswer(text)).end];
}

/** The first half of an event: what is left of it where the connection goes. */
export function halfFrame(wire: WireEncoder): string {
  const [frame = ''] = wire.frames(goodAnswer(['lost'])).content;
  return frame.slice(0, Math.min(100, Math.floor(frame.length / 2)));
}

/** Steps that send each text as a chunk of its own. */
export function sendChunks(texts: readonly (string | Uint8Array)[]): Step[] {
  return texts.map((text) => ({ do: 'send', bytes: encodeChunk(text) }));
}

/** The head of a stream and these events, with more to follow. */
export function beginStream(texts: readonly (string | Uint8Array)[], wire: WireEncoder): readonly Step[] {
  return streamSteps(wire, texts, { open: true });
}

/** A whole stream, after which the connection may be used again. Default: in OpenAI's dialect. */
export function wholeStream(
  texts: readonly (string | Uint8Array)[],
  wire: WireEncoder = openAIWire,
): readonly Step[] {
  return streamSteps(wire, texts);
}

/** A whole JSON answer. */
export function wholeJson(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): readonly Step[] {
  // A text is JSON, too.
  const json = JSON.stringify(body);
  return responseSteps({ status, body: json, headers: { 'content-type': 'application/json', ...headers } });
}

/** Answers every request as a healthy server of a dialect does. */
export function answerWellIn(wire: WireEncoder): (request: RawRequest) => readonly Step[] {
  return (request) => {
    const operation = wire.operation(request);
    if (operation === 'chat') return answerSteps(goodAnswer(), wire, request);
    if (operation === 'models' && wire.models) return responseSteps(wire.models([model]));
    if (operation === 'embed' && wire.embeddings && wire.readEmbed) {
      const { input } = wire.readEmbed(request);
      return responseSteps(wire.embeddings(input.map((_, index) => [index, 1])));
    }
    return responseSteps(wire.other?.(request, { models: [model] }) ?? { body: { status: 'ok' } });
  };
}

/** Answers a request as a healthy OpenAI-compatible server does. */
export function answerWell(request: RawRequest): readonly Step[] {
  return answerWellIn(openAIWire)(request);
}
