import { type ChatStream, ProviderError, type ProviderErrorDetails } from '@modelport/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shortRetryDelays } from '../faults/support/short-retry-delays.js';
import type { Backend } from './backends.js';
import { type Cut, startCuttingProxy } from './cutting-proxy.js';
import { connect, rows, transports } from './table.js';

const cuts: readonly Cut[] = ['ended', 'closed', 'reset'];
const answer = 'Blue, because of the air.';

/** The text that came, and how the stream failed. */
async function readUntilFailure(stream: ChatStream): Promise<{ text: string; error: ProviderError }> {
  let text = '';
  try {
    for await (const piece of stream.text) text += piece;
  } catch (error) {
    if (ProviderError.isInstance(error)) return { text, error };
    throw error;
  }
  return expect.fail(`It passed for a success: ${text}`);
}

shortRetryDelays();

describe.each(rows)('%s', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start();
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  /** How a stream must fail: while it is read, and in `response`, which must say the same. */
  async function expectFailure(stream: ChatStream, code: ProviderErrorDetails['code'], text: string) {
    const { text: read, error } = await readUntilFailure(stream);
    expect(read.trim()).toBe(text);
    expect(error).toMatchObject({ code, retryable: true, type, attempts: [{ code }] });
    expect(error.partial?.text.trim()).toBe(text);
    expect(error.partial?.message?.role).toBe('assistant');
    await expect(stream.response).rejects.toBe(error);
  }

  describe.each(transports)('%s', (_, options) => {
    it('gives the type of an error within the answer, and what had come', async () => {
      backend.say([{ text: 'Blue, because', breaks: true }, { text: answer }]);
      const before = backend.requests.length;
      const stream = connect(type, backend, options).stream('Why?');
      await expectFailure(stream, 'BACKEND_ERROR', 'Blue, because');
      // What was said cannot be taken back: nothing is sent again.
      expect(backend.requests).toHaveLength(before + 1);
    });

    it('tries again after an error within the answer, if nothing had been said', async () => {
      backend.say([{ breaks: true }, { text: answer }]);
      const { text, attempts } = await connect(type, backend, options).stream('Why?').response;
      expect(text).toBe(answer);
      expect(attempts).toMatchObject([{ code: 'BACKEND_ERROR' }, { provider: type }]);
    });

    it.each(cuts)('does not take for whole what is %s in the middle', async (cut) => {
      backend.say([{ text: answer }]);
      await using proxy = await startCuttingProxy(backend.baseUrl, cut, { mark: 'because' });
      const { baseUrl } = proxy;
      const provider = connect(type, backend, { ...options, baseUrl });
      await expectFailure(provider.stream('Why?'), 'STREAM_INTERRUPTED', 'Blue, because');
      expect(proxy.count).toBe(1);
    });

    // A body that ends regularly without a byte is no answer of such a server: see test/faults.
    it.each(cuts.slice(1))('tries again what is %s before anything was said', async (cut) => {
      backend.say([{ text: answer }]);
      await using proxy = await startCuttingProxy(backend.baseUrl, cut, { losses: 1 });
      const { baseUrl } = proxy;
      const { text, attempts } = await connect(type, backend, { ...options, baseUrl }).stream('Why?')
        .response;
      expect(text).toBe(answer);
      expect(attempts).toMatchObject([{ code: 'STREAM_INTERRUPTED' }, { provider: type }]);
      expect(proxy.count).toBe(2);
    });

    it.each(cuts)('does not take for whole a plain answer that is %s in the middle', async (cut) => {
      backend.say([{ text: answer }]);
      await using proxy = await startCuttingProxy(backend.baseUrl, cut, { mark: 'content' });
      const { baseUrl } = proxy;
      const provider = connect(type, backend, { ...options, baseUrl, maxRetries: 0 });
      const failed = await provider.chat('Why?').catch((reason: unknown) => reason);
      expect(failed).toBeInstanceOf(ProviderError);
      expect((failed as ProviderError).code).toMatch(/^(STREAM_INTERRUPTED|RESPONSE_INVALID)$/);
    });
  });
});
