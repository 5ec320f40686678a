import { STATUS_CODES } from 'node:http';

/** The end of a chunked body. */
export const LAST_CHUNK = '0\r\n\r\n';

/** Status line and headers, with the blank line after them. */
export function encodeHead(status: number, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines.join('')}\r\n`;
}

/** One chunk of a chunked body. */
export function encodeChunk(body: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** A whole answer with a body of known length. */
export function encodeAnswer(
  status: number,
  headers: Record<string, string>,
  body: string | Uint8Array,
): Uint8Array {
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(encodeHead(status, { ...headers, 'content-length': String(bytes.length) })),
    bytes,
  ]);
}

/** A whole answer in plain text, after which the connection is closed. */
export function plainAnswer(status: number, text: string): Uint8Array {
  return encodeAnswer(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }, text);
}
