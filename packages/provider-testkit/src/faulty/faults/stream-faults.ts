import { gzipSync } from 'node:zlib';
import { piecesOf } from '../../captures/split-bytes.js';
import { encodeChunk, encodeHead, LAST_CHUNK } from '../../network/http-bytes.js';
import { DONE_FRAME, sseFrame } from '../../openai/chat-wire.js';
import type { Fault, Step } from '../fault.js';
import { goodFrames, STREAM_HEAD, sendChunks, unfinishedFrames, wholeStream } from '../good-answers.js';

/** What comes before the fault, for every fault inside a stream. */
export interface StreamStart {
  /** The events sent before. Default: OpenAI's for `Hello there!`, without a finish. */
  frames?: readonly string[] | undefined;
}

/** The half of an event that some faults leave behind. */
const HALF_FRAME = 'data: {"id":"chatcmpl-1","object":"chat.comp';
/** Lets a client in another process read what was sent, before a reset takes it away. */
const READ_TIME: Step = { do: 'wait', ms: 10 };

/** Sends the head, waits, then streams as a healthy server. Default: 200 ms. */
export function delayBeforeFirstEvent({ ms = 200 }: { ms?: number | undefined } = {}): Fault {
  const [head, ...rest] = wholeStream([...goodFrames(), DONE_FRAME]);
  return [head === undefined ? [] : [head, { do: 'wait', ms }, ...rest]];
}

/** How a connection goes in the middle of a stream. */
export interface CutFault extends StreamStart {
  /** `end` closes it in the regular way (FIN), `reset` resets it (RST). Default: `end`. */
  how?: 'end' | 'reset' | undefined;
  /** Whether half an event comes before. Default: false. */
  halfFrame?: boolean | undefined;
  /**
   * How the body is framed. `chunked` lets a client see that it was cut; a body that lasts until the connection
   * is `close`d does not. Default: `chunked`.
   */
  framing?: 'chunked' | 'close' | undefined;
}

/** Loses the connection in the middle of a stream. */
export function cutMidStream({ frames, how = 'end', halfFrame = false, framing }: CutFault = {}): Fault {
  const sent = [...(frames ?? unfinishedFrames()), ...(halfFrame ? [HALF_FRAME] : [])];
  if (framing !== 'close') return [[...begin(sent), READ_TIME, { do: how }]];
  const head = encodeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
  const steps = [head, ...sent].map((bytes): Step => ({ do: 'send', bytes }));
  return [[...steps, READ_TIME, { do: how }]];
}

/** Announces a chunk and closes the connection in the middle of it. */
export function chunkCut({ frames = unfinishedFrames() }: StreamStart = {}): Fault {
  return [[...begin(frames), { do: 'send', bytes: `ff\r\n${HALF_FRAME}` }, READ_TIME, { do: 'end' }]];
}

/** Stops sending in the middle of a stream and keeps the connection open. */
export function stallMidStream({
  frames = unfinishedFrames(),
  halfFrame = false,
}: StreamStart & { halfFrame?: boolean | undefined } = {}): Fault {
  return [[...begin([...frames, ...(halfFrame ? [HALF_FRAME] : [])]), { do: 'stay-silent' }]];
}

/** Ends the body regularly without a finish reason and without `[DONE]`. */
export function endWithoutFinish({ frames = unfinishedFrames() }: StreamStart = {}): Fault {
  return [wholeStream(frames)];
}

/** Sends the finish reason, but no `[DONE]`: complete all the same. */
export function finishWithoutDone(): Fault {
  return [wholeStream(goodFrames())];
}

/** In whose words an error inside a stream is said. */
export type ErrorDialect = 'openai' | 'llamacpp' | 'vllm' | 'openrouter';

const errorFrames: Record<ErrorDialect, readonly string[]> = {
  openai: [
    sseFrame({
      error: { message: 'The server had an error.', type: 'server_error', param: null, code: null },
    }),
  ],
  llamacpp: [sseFrame({ error: { code: 500, message: 'Compute error.', type: 'server_error' } })],
  vllm: [
    sseFrame({ error: { message: 'Engine died.', type: 'InternalServerError', param: null, code: 500 } }),
    DONE_FRAME,
  ],
  openrouter: [
    sseFrame({
      id: 'gen-1',
      object: 'chat.completion.chunk',
      provider: 'faulty',
      error: { code: 502, message: 'Provider disconnected.' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    }),
  ],
};

/** An error object inside a stream, and after what. */
export interface StreamErrorFault extends StreamStart {
  /** Default: `openai`. vLLM sends `[DONE]` after the error. */
  dialect?: ErrorDialect | undefined;
}

/** A 200 whose first event is an error. */
export function errorFirst({ dialect = 'openai' }: { dialect?: ErrorDialect | undefined } = {}): Fault {
  return [wholeStream(errorFrames[dialect])];
}

/** An error event in the middle of a stream, which then ends. */
export function errorMidStream({ frames, dialect = 'openai' }: StreamErrorFault = {}): Fault {
  return [wholeStream([...(frames ?? unfinishedFrames()), ...errorFrames[dialect]])];
}

/** Events that are no JSON, among good ones. Default: one. */
export function malformedFrames({ count = 1 }: { count?: number | undefined } = {}): Fault {
  const [role = '', ...rest] = goodFrames();
  const broken = Array.from({ length: count }, (_, index) => `data: {"choices":[{"delta":{${index}\n\n`);
  return [wholeStream([role, ...broken, ...rest, DONE_FRAME])];
}

/** One event of very many bytes among good ones. Default: 10 MB. */
export function hugeFrame({ bytes = 10_000_000 }: { bytes?: number | undefined } = {}): Fault {
  return [wholeStream([...goodFrames(['x'.repeat(bytes)]), DONE_FRAME])];
}

/** A line that never ends. */
export function endlessLine(): Fault {
  return [[...begin(['data: ']), { do: 'repeat', bytes: encodeChunk('x'.repeat(65_536)) }]];
}

/** A stream of good events that never ends. */
export function endlessStream(): Fault {
  const [role = '', ...deltas] = unfinishedFrames();
  return [[...begin([role]), { do: 'repeat', bytes: encodeChunk(deltas.join('')) }]];
}

/** How a healthy stream is delivered. */
export interface PiecesFault {
  /** The body. Default: OpenAI's whole stream of `Hello there!`. */
  body?: string | Uint8Array | undefined;
  /** Bytes in each piece, which is a chunk and a write of its own. Default: 1. */
  size?: number | undefined;
  /** Milliseconds between two pieces. Default: 0, one turn of the event loop. */
  pause?: number | undefined;
}

/** A healthy stream in very small pieces. */
export function inPieces({
  body = [...goodFrames(), DONE_FRAME].join(''),
  size = 1,
  pause = 0,
}: PiecesFault = {}): Fault {
  const sends = sendChunks(piecesOf(Buffer.from(body), size));
  const steps = pause > 0 ? sends.flatMap((send): Step[] => [send, { do: 'wait', ms: pause }]) : sends;
  return [[{ do: 'send', bytes: STREAM_HEAD }, ...steps, { do: 'send', bytes: LAST_CHUNK }]];
}

/** A healthy stream, compressed without having been asked. */
export function gzipped(): Fault {
  const body = gzipSync([...goodFrames(), DONE_FRAME].join(''));
  const head = encodeHead(200, {
    'content-type': 'text/event-stream',
    'content-encoding': 'gzip',
    'transfer-encoding': 'chunked',
  });
  return [[{ do: 'send', bytes: head }, ...sendChunks([body]), { do: 'send', bytes: LAST_CHUNK }]];
}

function begin(frames: readonly (string | Uint8Array)[]): Step[] {
  return [{ do: 'send', bytes: STREAM_HEAD }, ...sendChunks(frames)];
}
