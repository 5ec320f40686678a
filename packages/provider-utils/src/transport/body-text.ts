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
  // The last without more to come: to set a decoder up for pieces costs more than to decode the one of a usual answer.
  const last = chunks.pop();
  const decoder = new TextDecoder();
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode(last);
}
