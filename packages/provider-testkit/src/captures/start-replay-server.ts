import { setTimeout as sleep } from 'node:timers/promises';
import { encodeChunk, LAST_CHUNK, plainAnswer } from '../network/http-bytes.js';
import { type RawServer, type ServerConnection, startRawServer } from '../network/raw-server.js';
import type { RawRequest } from '../network/request-reader.js';
import type { Capture } from './capture.js';
import { splitBytes } from './split-bytes.js';

/** How a replay is delivered. */
export interface ReplayOptions {
  /**
   * Positions in the body at which it is cut; each piece is a write of its own. A function gets the number of the
   * request, from 0, so that one server can go through many splits. Default: no cut.
   */
  cuts?: readonly number[] | ((index: number) => readonly number[]) | undefined;
  /** Milliseconds between two pieces. Default: 0, one turn of the event loop. */
  pause?: number | undefined;
}

/** A server that answers as the recorded one did. */
export interface ReplayServer extends RawServer {
  /** What was asked that no capture answers, in words. A test expects it to stay empty. */
  readonly mismatches: readonly string[];
}

/**
 * Serves captures over a real socket: status line, headers and body exactly as recorded (a chunked body with each
 * piece as one chunk). A request gets the first capture that has its method and path; any other request is
 * answered with 501 and listed in `mismatches`.
 */
export async function startReplayServer(
  captured: Capture | readonly Capture[],
  { cuts = [], pause = 0 }: ReplayOptions = {},
): Promise<ReplayServer> {
  const known = 'request' in captured ? [captured] : captured;
  const mismatches: string[] = [];
  const server = await startRawServer(async (request, connection, index) => {
    const capture = known.find((candidate) => matches(candidate, request));
    if (capture === undefined) {
      const wanted = known.map(({ name, request: { method, path } }) => `${method} ${path} (${name})`);
      const mismatch = `${request.method} ${request.path} was asked; recorded: ${wanted.join(', ')}`;
      mismatches.push(mismatch);
      await connection.send(plainAnswer(501, mismatch));
      return connection.end();
    }
    const pieces = splitBytes(capture.body, typeof cuts === 'function' ? cuts(index) : cuts);
    await replay(capture, pieces, connection, pause);
  });
  return Object.assign(server, { mismatches });
}

function matches({ request: { method, path } }: Capture, request: RawRequest): boolean {
  return method === request.method && path === request.path;
}

async function replay(
  capture: Capture,
  pieces: readonly Uint8Array[],
  connection: ServerConnection,
  pause: number,
): Promise<void> {
  const chunked = capture.headers['transfer-encoding'] === 'chunked';
  await connection.send(capture.head);
  for (const [index, piece] of pieces.entries()) {
    if (index > 0 && pause > 0) await sleep(pause);
    await connection.send(chunked ? encodeChunk(piece) : piece);
  }
  if (chunked) await connection.send(LAST_CHUNK);
  if (capture.headers['connection']?.includes('close')) connection.end();
}
