import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../paths.js';
import { parseHeaders } from '../network/parse-headers.js';
import type { Capture } from './capture.js';

const folder = join(packageFolder, 'captures');
const REQUEST = '.request.json';
const BODY_KINDS = ['json', 'sse', 'ndjson', 'txt'];
const STREAM_TYPES = /^(text\/event-stream|application\/x-ndjson)/;

/**
 * Reads one capture by its name, as in `llamacpp/chat-stream`.
 *
 * @throws Error if there is none of that name
 */
export function loadCapture(name: string): Capture {
  const path = join(folder, name);
  if (!existsSync(path + REQUEST)) {
    throw new Error(`There is no capture "${name}". captureNames() lists them.`);
  }
  const head = readFileSync(`${path}.response.http`, 'latin1');
  const [statusLine = '', ...lines] = head.trimEnd().split('\r\n');
  const kind = BODY_KINDS.find((candidate) => existsSync(`${path}.response.${candidate}`));
  return {
    name,
    request: JSON.parse(readFileSync(path + REQUEST, 'utf8')),
    status: Number(statusLine.split(' ')[1]),
    head,
    headers: parseHeaders(lines),
    body: kind === undefined ? new Uint8Array() : new Uint8Array(readFileSync(`${path}.response.${kind}`)),
  };
}

/** The names of all captures that begin with `prefix` (default: all), in order. */
export function captureNames(prefix = ''): string[] {
  const backends = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return backends
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`))
    .filter((file) => file.endsWith(REQUEST) && file.startsWith(prefix))
    .map((file) => file.slice(0, -REQUEST.length))
    .sort();
}

/** Which captures `captures()` reads; all conditions given must hold. */
export interface CaptureFilter {
  /** What the name begins with, as in `llamacpp/chat-`. */
  prefix?: string | undefined;
  /** The path of the request, without its query. */
  path?: string | undefined;
  /** Whether the answer is a stream, of events or of lines. */
  stream?: boolean | undefined;
}

/** Reads every capture that passes the filter, in the order of the names: made for `describe.each`. */
export function captures({ prefix, path, stream }: CaptureFilter = {}): Capture[] {
  return captureNames(prefix)
    .map(loadCapture)
    .filter((capture) => path === undefined || capture.request.path.split('?')[0] === path)
    .filter((capture) => stream === undefined || isStream(capture) === stream);
}

function isStream({ headers }: Capture): boolean {
  return STREAM_TYPES.test(headers['content-type'] ?? '');
}
