import { createProviderFromDefinition, type FetchLike } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import type { OllamaOptions } from '../src/options.js';
import { ask, testCall } from './support/call.js';
import { fixture } from './support/server.js';

/** The URL and headers of a request with these options, and the answer. */
async function sent(options: OllamaOptions) {
  const requests: { url: string; headers: Readonly<Record<string, string>> }[] = [];
  const fetch: FetchLike = async (url, { headers }) => {
    requests.push({ url, headers });
    return new Response(fixture('chat.ndjson'));
  };
  const provider = createProviderFromDefinition(definition, { model: 'm', ...options, fetch });
  const response = await provider.chat('Hi');
  return { ...requests[0], response };
}

describe('a key of ollama.com', () => {
  const cloudApiKey = 'cloud-key';

  it.each(['ollama.com', 'https://ollama.com', 'https://ollama.com/v1'])('is sent to %s', async (baseUrl) => {
    const { url, headers } = await sent({ baseUrl, cloudApiKey });
    expect(url).toBe('https://ollama.com/api/chat');
    expect(headers).toMatchObject({ authorization: 'Bearer cloud-key' });
  });

  it.each([
    undefined,
    'my-host',
    'http://ollama.com',
    'https://ollama.com.example.org',
    'https://notollama.com',
  ])('is not sent to %s', async (baseUrl) => {
    expect((await sent({ baseUrl, cloudApiKey })).headers).not.toHaveProperty('authorization');
  });

  it('is not told where the server says it back', async () => {
    const body = { error: 'bad key cloud-key' };
    const fetch: FetchLike = async () => Response.json(body, { status: 401 });
    const options = { model: 'm', baseUrl: 'ollama.com', cloudApiKey, fetch };
    const error = await createProviderFromDefinition(definition, options)
      .chat('Hi')
      .catch((reason) => reason);
    expect(error).toMatchObject({ code: 'AUTH_FAILED', message: expect.stringContaining('bad key') });
    expect(JSON.stringify(error) + error.stack).not.toContain('cloud-key');
  });
});

describe('a key that is given for the server', () => {
  it('is the one of each call, where it changes', async () => {
    const keys = ['first', 'first', 'second'];
    const seen: (string | undefined)[] = [];
    const fetch: FetchLike = async (_url, { headers }) => {
      seen.push(headers['authorization']);
      return new Response(fixture('chat.ndjson'));
    };
    const options = { model: 'm', fetch, apiKey: () => keys[seen.length] ?? '' };
    const provider = createProviderFromDefinition(definition, options);
    for (const _ of keys) await provider.chat('Hi');
    expect(seen).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
  });

  it('is sent wherever it is', async () => {
    const given = { apiKey: 'own-key', cloudApiKey: 'cloud-key' };
    for (const baseUrl of ['https://proxy.example.org', 'ollama.com']) {
      expect((await sent({ ...given, baseUrl })).headers).toMatchObject({ authorization: 'Bearer own-key' });
    }
  });

  it('gives way to a header of the user', async () => {
    const headers = { Authorization: 'Basic abcd' };
    expect((await sent({ apiKey: 'own-key', headers })).headers).toMatchObject({
      authorization: 'Basic abcd',
    });
  });

  it('is told of where others can read it, whatever form the address has', async () => {
    for (const baseUrl of ['my-host', 'my-host:1234', 'http://my-host']) {
      const { response } = await sent({ baseUrl, apiKey: 'own-key' });
      expect(response.warnings).toMatchObject([{ code: 'insecure-url' }]);
    }
    for (const baseUrl of [':1234', '127.0.0.1', '::1', 'localhost', 'https://my-host']) {
      expect((await sent({ baseUrl, apiKey: 'own-key' })).response.warnings).toEqual([]);
    }
  });
});

describe('an answer', () => {
  it('costs nothing on this machine, and an unknown amount in the cloud', async () => {
    expect((await sent({})).response.usage.cost).toMatchObject({ total: 0, source: 'local' });
    expect((await sent({ baseUrl: 'ollama.com' })).response.usage.cost).toBeNull();
  });

  it('has its headers once, with what comes first', async () => {
    const lines = fixture('chat.ndjson').split(/(?<=\n)/);
    const body = new ReadableStream({
      pull(controller) {
        const line = lines.shift();
        if (line === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(line));
      },
    });
    const fetch: FetchLike = async () => new Response(body, { headers: { 'x-request-id': 'r1' } });
    const driver = definition.create({}, { name: 'ollama', type: 'ollama', fetch });
    const requestIds: unknown[] = [];
    for await (const batch of driver.stream(ask('Hi'), testCall())) {
      for (const event of batch)
        if (event.type === 'start' && event.headers) requestIds.push(event.requestId);
    }
    expect(requestIds).toEqual(['r1']);
  });
});

describe('a path of the base URL', () => {
  it('is kept', async () => {
    expect((await sent({ baseUrl: 'https://my-host/ollama/' })).url).toBe('https://my-host/ollama/api/chat');
  });
});

describe('options', () => {
  it.each<[OllamaOptions, string]>([
    [{ keepAlive: '60' }, 'keepAlive'],
    [{ keepAlive: true as never }, 'keepAlive'],
    [{ numCtx: 0 }, 'numCtx'],
    [{ numCtx: '4096' as never }, 'numCtx'],
    [{ onContextOverflow: 'truncate' as never }, 'onContextOverflow'],
    [{ baseUrl: 'ftp://my-host' }, 'baseUrl'],
  ])('that are wrong are refused at once: %j', (options, setting) => {
    expect(() => createProviderFromDefinition(definition, options)).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', setting }),
    );
  });

  it('say what is wrong with a bare number in a string', () => {
    expect(() => createProviderFromDefinition(definition, { keepAlive: '60' })).toThrow(/give 60 or "60s"/);
  });
});
