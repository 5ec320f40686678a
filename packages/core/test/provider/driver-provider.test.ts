import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { DriverContext, DriverRequest } from '../../src/contract.js';
import { ProviderError } from '../../src/errors.js';
import { createProviderFromDefinition } from '../../src/provider/create-provider.js';
import { errorOf, finish, passing, providerOf, scriptedDriver, text } from '../support/scripted.js';

const answer = [[text('Hi'), finish()]];

describe('a provider', () => {
  it('describes itself, and never tells its key', () => {
    const provider = providerOf(
      scriptedDriver(answer),
      { capabilities: { tools: true } },
      {
        name: 'mine',
        model: 'm1',
        apiKey: 'sk-very-secret',
        baseUrl: 'https://me:pw-secret@a.example/v1?key=x',
      },
    );
    expect(provider).toMatchObject({
      name: 'mine',
      type: 'scripted',
      model: 'm1',
      baseUrl: 'https://a.example/v1',
      capabilities: { tools: true },
      knownModels: [{ id: 'm1', source: 'fallback' }],
    });
    expect(provider.toJSON()).toEqual({
      name: 'mine',
      type: 'scripted',
      displayName: 'Scripted',
      model: 'm1',
      baseUrl: 'https://a.example/v1',
      capabilities: { tools: true },
    });
    expect(JSON.stringify(provider) + inspect(provider, { depth: 9, showHidden: true })).not.toMatch(
      /secret/,
    );
  });

  it('tells the address to which its driver really sends', () => {
    const driver = { ...scriptedDriver(answer), baseUrl: 'https://me:pw-secret@b.example/v2' };
    const provider = providerOf(driver, {}, { baseUrl: 'https://a.example/v1' });
    expect(provider.baseUrl).toBe('https://b.example/v2');
  });

  it('gives all calls the same headers, into which no driver can write its key', async () => {
    const driver = scriptedDriver(answer);
    const stream: typeof driver.stream = (request, call) => {
      (call.headers as Record<string, string>)['authorization'] = 'Bearer sk-1';
      return driver.stream(request, call);
    };
    const error = await errorOf(providerOf({ ...driver, stream }).chat('Hi'));
    expect(error.message).toMatch(/not extensible/);
  });

  it('tells what its backend is called, by its driver where that knows more than the type', () => {
    expect(providerOf({}).displayName).toBe('Scripted');
    const provider = providerOf({ ...scriptedDriver(answer), displayName: 'Together AI' });
    expect(provider.displayName).toBe('Together AI');
    expect(provider.toJSON()).toMatchObject({ displayName: 'Together AI' });
    expect(provider.with({ model: 'm2' }).displayName).toBe('Together AI');
  });

  it('goes by its type where it has no name, and has no member that was not given', () => {
    const provider = providerOf({});
    expect(provider.toJSON()).toEqual({
      name: 'scripted',
      type: 'scripted',
      displayName: 'Scripted',
      capabilities: {},
    });
    expect('model' in provider).toBe(false);
  });

  it('gives its driver the checked options, its name, its type and the user’s fetch', () => {
    const create = vi.fn((_options: object, _context: DriverContext) => ({
      stream: scriptedDriver(answer).stream,
    }));
    const fetch = async () => new Response('');
    createProviderFromDefinition(
      {
        specVersion: 1,
        type: 'scripted',
        displayName: 'Scripted',
        packageName: 'p',
        packageVersion: '1.0.0',
        location: 'any',
        capabilities: {},
        settings: [{ name: 'speed', kind: 'integer', description: 'How fast.', default: 3 }],
        create,
      },
      { name: 'mine', fetch },
    );
    expect(create).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'mine', speed: 3 }), {
      name: 'mine',
      type: 'scripted',
      fetch,
    });
  });

  it('opens nothing when it is made', () => {
    const driver = scriptedDriver(answer);
    providerOf(driver);
    expect(driver.requests).toHaveLength(0);
  });
});

describe('countTokens', () => {
  it('counts a checked request, and keeps the driver’s this', async () => {
    const driver = {
      factor: 2,
      async countTokens(this: { factor: number }, request: DriverRequest) {
        const [part] = request.messages[0]?.content ?? [];
        return this.factor * (part as { text: string }).text.length;
      },
    };
    expect(await providerOf(driver as never).countTokens('abc')).toBe(6);
  });

  it('refuses a wrong request without leaving a timer behind', async () => {
    vi.useFakeTimers();
    try {
      const provider = providerOf({ countTokens: async () => 1 });
      expect(await errorOf(provider.countTokens({ messages: [] }))).toMatchObject({
        code: 'REQUEST_INVALID',
        provider: 'scripted',
      });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is NOT_SUPPORTED where the driver has none', async () => {
    expect(await errorOf(providerOf({}).countTokens('x'))).toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});

describe('close', () => {
  it('closes the driver once, and refuses later calls', async () => {
    const close = vi.fn(async () => {});
    const driver = { ...scriptedDriver(answer), close, listModels: async () => [] };
    const provider = providerOf(driver);
    await Promise.all([provider.close(), provider.close()]);
    await provider[Symbol.asyncDispose]();
    expect(close).toHaveBeenCalledTimes(1);
    for (const call of [
      () => provider.chat('x'),
      () => provider.stream('x').response,
      () => provider.models(),
    ]) {
      const error = await errorOf(call);
      expect(error).toMatchObject({ code: 'REQUEST_INVALID', provider: 'scripted' });
      expect(error.message).toContain('closed');
    }
  });

  it('that fails gives the error the provider’s name', async () => {
    const provider = providerOf({
      async close() {
        throw new Error('still busy');
      },
    });
    expect(await errorOf(provider.close())).toMatchObject({ message: 'still busy', provider: 'scripted' });
  });

  it('needs nothing of a driver that holds nothing', async () => {
    await expect(providerOf({}).close()).resolves.toBeUndefined();
  });
});

describe('a key', () => {
  it('is resolved for each attempt', async () => {
    let keys = 0;
    const driver = scriptedDriver([passing()], ...[answer]);
    await providerOf(driver, {}, { apiKey: async () => `key-${++keys}` }).chat('x');
    expect(driver.calls.map(({ apiKey }) => apiKey)).toEqual(['key-1', 'key-2']);
  });

  it('that goes over plain http to another machine is warned of, in chats and embeddings', async () => {
    const driver = { ...scriptedDriver(answer), embed: async () => ({ embeddings: [[1]] }) };
    const far = providerOf(driver, {}, { apiKey: 'key-1234', baseUrl: 'http://a.example/v1' });
    expect((await far.chat('x')).warnings).toMatchObject([{ code: 'insecure-url' }]);
    expect((await far.embed('x')).warnings).toMatchObject([{ code: 'insecure-url' }]);
    const near = providerOf(driver, {}, { apiKey: 'key-1234', baseUrl: 'http://127.0.0.1:1/v1' });
    expect((await near.chat('x')).warnings).toEqual([]);
  });

  it('that goes to an address which only the driver can read is warned of, too, and its password not told', async () => {
    const settings = [{ name: 'baseUrl', kind: 'string', description: 'In forms of its own.' }] as const;
    const options = { apiKey: 'key-1234', baseUrl: 'me:pw-secret@a.example:1234', maxRetries: 0 };
    const meet = (...steps: Parameters<typeof scriptedDriver>) =>
      providerOf(
        { ...scriptedDriver(...steps), baseUrl: `http://${options.baseUrl}` },
        { settings },
        options,
      );
    expect((await meet(answer).chat('x')).warnings).toMatchObject([{ code: 'insecure-url' }]);
    const failure = new ProviderError({ code: 'BACKEND_ERROR', message: 'No pw-secret' });
    expect((await errorOf(meet([failure]).chat('x'))).message).toBe('No [redacted]');
  });

  it('tells none of its other secrets either', async () => {
    const failure = new ProviderError({ code: 'BACKEND_ERROR', message: 'No token-5678' });
    const stream = () => {
      throw failure;
    };
    const settings = [{ name: 'cloudKey', kind: 'secret', description: 'Another key.' }] as const;
    const options = { cloudKey: 'token-5678', maxRetries: 0 };
    const provider = providerOf({ stream }, { settings }, options);
    expect((await errorOf(provider.chat('x'))).message).toBe('No [redacted]');
  });
});
