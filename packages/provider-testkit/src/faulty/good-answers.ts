import { encodeAnswer, encodeChunk, encodeHead, LAST_CHUNK } from '../network/http-bytes.js';
import type { RawRequest } from '../network/request-reader.js';
import { chatChunks, chatCompletion, DONE_FRAME, sseFrame } from '../openai/chat-wire.js';
import type { Step } from './fault.js';

/** What a faulty server says where it says something: `Hello there!`. */
export const GOOD_TEXT: readonly string[] = ['Hel', 'lo', ' there', '!'];

const context = { id: 'chatcmpl-1', model: 'faulty', includeUsage: true };

/** The events of a whole stream that says `text`: the role, the deltas, the finish, the usage. */
export function goodFrames(text: readonly string[] = GOOD_TEXT): string[] {
  return chatChunks({ text }, context).map(sseFrame);
}

/** The events of a stream up to its last delta: nothing has ended yet. */
export function unfinishedFrames(text: readonly string[] = GOOD_TEXT): string[] {
  return goodFrames(text).slice(0, text.length + 1);
}

/** The head of an event stream with a chunked body. */
export const STREAM_HEAD: string = encodeHead(200, {
  'content-type': 'text/event-stream',
  'transfer-encoding': 'chunked',
});

/** Steps that send each text as a chunk of its own. */
export function sendChunks(texts: readonly (string | Uint8Array)[]): Step[] {
  return texts.map((text) => ({ do: 'send', bytes: encodeChunk(text) }));
}

/** A whole event stream, after which the connection may be used again. */
export function wholeStream(texts: readonly (string | Uint8Array)[]): Step[] {
  return [{ do: 'send', bytes: STREAM_HEAD }, ...sendChunks(texts), { do: 'send', bytes: LAST_CHUNK }];
}

/** A whole JSON answer. */
export function wholeJson(status: number, body: unknown, headers: Record<string, string> = {}): Step[] {
  const bytes = encodeAnswer(
    status,
    { 'content-type': 'application/json', ...headers },
    JSON.stringify(body),
  );
  return [{ do: 'send', bytes }];
}

/** Answers a request as a healthy OpenAI-compatible server does. */
export function answerWell(request: RawRequest): Step[] {
  if (request.path.includes('/models')) {
    return wholeJson(200, { object: 'list', data: [{ id: 'faulty', object: 'model', owned_by: 'faulty' }] });
  }
  if (request.path.includes('/chat/completions')) {
    if (wantsStream(request)) return wholeStream([...goodFrames(), DONE_FRAME]);
    return wholeJson(200, chatCompletion({ text: GOOD_TEXT }, context));
  }
  return wholeJson(200, { status: 'ok' });
}

/** Whether the request asks for a stream. */
export function wantsStream({ body }: RawRequest): boolean {
  return typeof body === 'object' && body !== null && 'stream' in body && body.stream === true;
}
