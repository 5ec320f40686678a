import { gzipSync } from 'node:zlib';
import { piecesOf } from '../../captures/split-bytes.js';
import { streamSteps } from '../../conformance/backend.js';
import { openAIWire } from '../../conformance/encoders/openai-wire.js';
import { encodeChunk, encodeHead, LAST_CHUNK } from '../../network/http-bytes.js';
import type { InDialect } from '../dialect.js';
import type { Fault, Step } from '../fault.js';
import {
  beginStream,
  endedFrames,
  GOOD_TEXT,
  goodFrames,
  halfFrame as halfOf,
  sendChunks,
  unfinishedFrames,
  wholeStream,
} from '../good-answers.js';

/** What comes before the fault, for every fault inside a stream. */
export interface StreamStart extends InDialect {
  /** The events sent before. Default: those for `Hello there!`, without a finish. */
  frames?: readonly string[] | undefined;
}

/** Lets a client in another thread or process read what was sent, before a reset takes it away. */
const READ_TIME: Step = { do: 'wait', ms: 100 };

/** Sends the head, waits, then streams as a healthy server. */
export interface LateEventFault extends InDialect {
  /** Milliseconds. Default: 200. */
  ms?: number | undefined;
}

/** Sends the head, waits, then streams as a healthy server. Default: 200 ms. */
export function delayBeforeFirstEvent({ ms = 200, wire = openAIWire }: LateEventFault = {}): Fault {
  const [head, ...rest] = wholeStream(endedFrames(GOOD_TEXT, wire), wire);
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
export function cutMidStream(cut: CutFault = {}): Fault {
  const { how = 'end', halfFrame = false, framing = 'chunked', wire = openAIWire } = cut;
  const { frames = unfinishedFrames(GOOD_TEXT, wire) } = cut;
  const sent = [...frames, ...(halfFrame ? [halfOf(wire)] : [])];
  if (framing === 'chunked') return [[...beginStream(sent, wire), READ_TIME, { do: how }]];
  const head = encodeHead(200, { 'content-type': wire.streamType, connection: 'close' });
  const steps = [head, ...sent].map((bytes): Step => ({ do: 'send', bytes }));
  return [[...steps, READ_TIME, { do: how }]];
}

/** Announces a chunk and closes the connection in the middle of it. */
export function chunkCut({ wire = openAIWire, frames }: StreamStart = {}): Fault {
  const begun = beginStream(frames ?? unfinishedFrames(GOOD_TEXT, wire), wire);
  return [[...begun, { do: 'send', bytes: `ff\r\n${halfOf(wire)}` }, READ_TIME, { do: 'end' }]];
}

/** How a stream stalls. */
export interface StallFault extends StreamStart {
  /** Whether half an event comes before. Default: false. */
  halfFrame?: boolean | undefined;
}

/** Stops sending in the middle of a stream and keeps the connection open. */
export function stallMidStream({ wire = openAIWire, frames, halfFrame = false }: StallFault = {}): Fault {
  const sent = [...(frames ?? unfinishedFrames(GOOD_TEXT, wire)), ...(halfFrame ? [halfOf(wire)] : [])];
  return [[...beginStream(sent, wire), { do: 'stay-silent' }]];
}

/** Ends the body regularly without a finish reason and without an end marker. */
export function endWithoutFinish({ wire = openAIWire, frames }: StreamStart = {}): Fault {
  return [wholeStream(frames ?? unfinishedFrames(GOOD_TEXT, wire), wire)];
}

/** Sends the finish reason, but no end marker: complete all the same. */
export function finishWithoutDone({ wire = openAIWire }: InDialect = {}): Fault {
  return [wholeStream(goodFrames(GOOD_TEXT, wire), wire)];
}

/** Events that are no JSON, among good ones. */
export interface MalformedFault extends InDialect {
  /** Default: one. */
  count?: number | undefined;
}

/** Events that are no JSON, behind the first one with content. */
export function malformedFrames({ count = 1, wire = openAIWire }: MalformedFault = {}): Fault {
  const frames = endedFrames(GOOD_TEXT, wire);
  const at = unfinishedFrames(GOOD_TEXT, wire).length - GOOD_TEXT.length + 1;
  const broken = Array.from({ length: count }, (_, index) => wire.frame(`{"choices":[{"delta":{${index}`));
  return [wholeStream([...frames.slice(0, at), ...broken, ...frames.slice(at)], wire)];
}

/** One event of very many bytes. */
export interface HugeFrameFault extends InDialect {
  /** Default: 10,000,000. */
  bytes?: number | undefined;
}

/** One event of very many bytes among good ones. */
export function hugeFrame({ bytes = 10_000_000, wire = openAIWire }: HugeFrameFault = {}): Fault {
  return [wholeStream(endedFrames(['x'.repeat(bytes)], wire), wire)];
}

/** A line that never ends. */
export function endlessLine({ wire = openAIWire }: InDialect = {}): Fault {
  const begun = beginStream([halfOf(wire)], wire);
  return [[...begun, { do: 'repeat', bytes: encodeChunk('x'.repeat(65_536)) }]];
}

/** A stream of good events that never ends. */
export function endlessStream({ wire = openAIWire }: InDialect = {}): Fault {
  const whole = unfinishedFrames(GOOD_TEXT, wire);
  const deltas = whole.slice(-GOOD_TEXT.length);
  const opening = whole.slice(0, whole.length - deltas.length);
  return [[...beginStream(opening, wire), { do: 'repeat', bytes: encodeChunk(deltas.join('')) }]];
}

/** How a healthy stream is delivered. */
export interface PiecesFault extends InDialect {
  /** The body. Default: a whole stream of `Hello there!`. */
  body?: string | Uint8Array | undefined;
  /** Bytes in each piece, which is a chunk and a write of its own. Default: 1. */
  size?: number | undefined;
  /** Milliseconds between two pieces. Default: 0, one turn of the event loop. */
  pause?: number | undefined;
}

/** A healthy stream in very small pieces. */
export function inPieces({ wire = openAIWire, body, size = 1, pause = 0 }: PiecesFault = {}): Fault {
  const bytes = Buffer.from(body ?? endedFrames(GOOD_TEXT, wire).join(''));
  const sends = sendChunks(piecesOf(bytes, size));
  const steps = pause > 0 ? sends.flatMap((send): Step[] => [send, { do: 'wait', ms: pause }]) : sends;
  return [[...beginStream([], wire), ...steps, { do: 'send', bytes: LAST_CHUNK }]];
}

/** A healthy stream, compressed without having been asked. */
export function gzipped({ wire = openAIWire }: InDialect = {}): Fault {
  const body = gzipSync(endedFrames(GOOD_TEXT, wire).join(''));
  return [streamSteps(wire, [body], { headers: { 'content-encoding': 'gzip' } })];
}
