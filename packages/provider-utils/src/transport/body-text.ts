import { ProviderError } from '@modelport/core';
import type { ByteBody } from './transport.js';

/** How many bytes of a body `text()` reads when it is not told. */
export const defaultTextLimit: number = 10 * 1024 * 1024;

/** Reads the rest of a body as UTF-8 text, for the `text()` of every transport. */
export async function readText(body: ByteBody, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await body.next(); !read.done; read = await body.next()) {
    length += read.value.byteLength;
    if (length > limit) {
      await body.return();
      throw new ProviderError({
        code: 'RESPONSE_INVALID',
        message: `The response body is longer than ${limit} bytes; the rest was not read.`,
      });
    }
    chunks.push(read.value);
  }
  const [only] = chunks;
  if (only === undefined || chunks.length === 1) return decodeText(only);
  const pieces = new TextDecoder();
  return chunks.map((chunk) => pieces.decode(chunk, { stream: true })).join('') + pieces.decode();
}

/** It keeps nothing of a text that comes whole, so one serves all bodies. */
let decoder: TextDecoder | undefined;

/** Decodes a whole body. */
export function decodeText(bytes: Uint8Array | undefined): string {
  decoder ??= new TextDecoder();
  return decoder.decode(bytes);
}
