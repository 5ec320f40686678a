import { ProviderError } from '@modelport/core';
import { createPlatformTransport as overFetch } from '../../src/transport/fetch-transport.js';
import { createNodeTransport } from '../../src/transport/node-transport.js';
import type { ByteBody, Transport } from '../../src/transport/transport.js';

/** Both transports, for `describe.each`: what one does, the other must do as well. */
export const transports: readonly [name: string, create: () => Transport][] = [
  ['node', () => createNodeTransport({ env: {} })],
  ['fetch', () => overFetch()],
];

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the promise was expected to be rejected');
}

/** The ProviderError that a promise is rejected with. */
export async function providerError(promise: Promise<unknown>): Promise<ProviderError> {
  const error = await rejection(promise);
  if (ProviderError.isInstance(error)) return error;
  throw new Error('no ProviderError', { cause: error });
}

/** Reads a body to its end or failure, and tells both. */
export async function drain(body: ByteBody): Promise<{ text: string; error?: unknown }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (error) {
    return { text: Buffer.concat(chunks).toString(), error };
  }
  return { text: Buffer.concat(chunks).toString() };
}
