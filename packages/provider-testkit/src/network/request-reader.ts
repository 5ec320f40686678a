import { parseHeaders } from './parse-headers.js';

/** One HTTP request as a raw server received it. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  /** Header names (lower case) and values; the values of a repeated name joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's text. */
  readonly text: string;
  /** The body parsed as JSON; `undefined` if it is none. */
  readonly body: unknown;
  /** When the last byte had come, on the clock of `performance.now()`. */
  readonly receivedAt: number;
}

const HEAD_END = '\r\n\r\n';

/** Cuts what a client sends over one connection into requests. */
export class RequestReader {
  #received = '';

  /** Takes bytes and returns the requests that they completed. */
  push(bytes: Buffer): RawRequest[] {
    this.#received += bytes.toString('latin1');
    const requests: RawRequest[] = [];
    for (let request = this.#next(); request !== undefined; request = this.#next()) requests.push(request);
    return requests;
  }

  #next(): RawRequest | undefined {
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return undefined;
    const [requestLine = '', ...lines] = this.#received.slice(0, headEnd).split('\r\n');
    const [method = '', path = ''] = requestLine.split(' ');
    const headers = parseHeaders(lines);
    const body = readBody(this.#received, headEnd + HEAD_END.length, headers);
    if (body === undefined) return undefined;
    this.#received = this.#received.slice(body.end);
    const text = Buffer.from(body.text, 'latin1').toString('utf8');
    return { method, path, headers, text, body: parseJson(text), receivedAt: performance.now() };
  }
}

/** The body that begins at `start`, or nothing while it is not whole. */
function readBody(
  received: string,
  start: number,
  headers: Record<string, string>,
): { text: string; end: number } | undefined {
  if (!headers['transfer-encoding']?.includes('chunked')) {
    const end = start + Number(headers['content-length'] ?? 0);
    return received.length < end ? undefined : { text: received.slice(start, end), end };
  }
  let text = '';
  for (let at = start; ; ) {
    const lineEnd = received.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(received.slice(at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (received.length < end) return undefined;
    if (size === 0) return { text, end };
    text += received.slice(lineEnd + 2, end - 2);
    at = end;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
