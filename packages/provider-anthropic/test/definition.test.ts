import {
  createProvider,
  createProviderFromEnv,
  createProviderFromSettings,
  type Provider,
} from '@modelport/core';
import { startFakeAnthropic } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import '../src/index.js';
import { connect, registry } from './support/provider.js';

describe('the type', () => {
  it('registers itself on import, with its other name', () => {
    for (const type of ['anthropic', 'claude', 'Anthropic'] as const) {
      expect(createProvider(type, { apiKey: 'k' })).toMatchObject({
        type: 'anthropic',
        displayName: 'Anthropic',
      });
    }
  });

  it('is at api.anthropic.com, and needs a key there', () => {
    expect(createProvider('anthropic', { apiKey: 'k' }).baseUrl).toBe('https://api.anthropic.com');
    expect(() => createProvider('anthropic')).toThrow(
      expect.objectContaining({ code: 'SETTING_MISSING', setting: 'apiKey' }),
    );
  });

  it('needs none beside another header, and then sends none', async () => {
    await using server = await startFakeAnthropic();
    const options = { baseUrl: server.baseUrl, model: 'm', headers: { authorization: 'Bearer x' } };
    await expect(createProvider('anthropic', options).chat('Hi')).rejects.toMatchObject({
      code: 'AUTH_FAILED',
    });
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer x' });
    expect(server.requests[0]?.headers).not.toHaveProperty('x-api-key');
  });

  it.each([[0], [1.5]])('refuses a length that is none: %d', (maxTokens) => {
    expect(() => createProvider('anthropic', { apiKey: 'k', maxTokens })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', setting: 'maxTokens' }),
    );
  });

  it('says what it cannot do', async () => {
    const provider = createProvider('anthropic', { apiKey: 'k', model: 'm' });
    await expect(provider.embed('Hi')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    const settings = { seed: 1, logprobs: true, minP: 0.1, presencePenalty: 1, frequencyPenalty: 1 };
    await using server = await startFakeAnthropic();
    const { warnings } = await connect(server).chat({ messages: 'Hi', ...settings });
    expect(warnings.map(({ setting }) => setting).sort()).toEqual(Object.keys(settings).sort());
  });
});

describe('settings', () => {
  const env = {
    ...{
      ANTHROPIC_API_KEY: 'k-1',
      ANTHROPIC_BASE_URL: 'https://proxy.example/v1/',
      ANTHROPIC_MODEL: 'claude-x',
    },
    ANTHROPIC_MAX_TOKENS: '100',
  };

  it('come from the environment', () => {
    const provider = createProviderFromEnv(env, { type: 'anthropic', registry }) as Provider;
    expect(provider).toMatchObject({
      type: 'anthropic',
      baseUrl: 'https://proxy.example',
      model: 'claude-x',
    });
  });

  it('come from the settings of an application', () => {
    const settings = { provider: 'claude', anthropic: { api_key: 'k', model: 'claude-y' } };
    expect(createProviderFromSettings(settings, { env: {}, registry })).toMatchObject({
      ...{ type: 'anthropic', model: 'claude-y', baseUrl: 'https://api.anthropic.com' },
    });
  });
});

describe('the address', () => {
  it.each(['', '/', '/v1', '/v1/'])('may end in "%s"', async (end) => {
    await using server = await startFakeAnthropic();
    const options = { baseUrl: `${server.baseUrl}${end}`, apiKey: server.apiKey, model: 'claude-sonnet-5' };
    await createProvider('anthropic', { ...options, maxTokens: 3 }, { registry }).chat('Hi');
    expect(server.requests).toMatchObject([{ path: '/v1/messages', body: { max_tokens: 3 } }]);
  });

  it('may have a path and a query of its own', async () => {
    await using server = await startFakeAnthropic();
    const options = { baseUrl: `${server.baseUrl}/proxy?tenant=1`, apiKey: server.apiKey, model: 'm' };
    const provider = createProvider('anthropic', options, { registry });
    await expect(provider.chat('Hi', { maxRetries: 0 })).rejects.toMatchObject({ status: 404 });
    expect(server.requests[0]).toMatchObject({ path: '/proxy/v1/messages' });
    expect(server.requests[0]?.query.get('tenant')).toBe('1');
  });

  it('is named in errors only where it is that of Anthropic', async () => {
    const fetch = async () => Response.json({ error: { message: 'No.' } }, { status: 400 }) as never;
    const messageFrom = (baseUrl: string) =>
      createProvider('anthropic', { baseUrl, apiKey: 'k', model: 'm', fetch }, { registry })
        .chat('Hi')
        .catch((error) => error.message);
    expect(await messageFrom('https://api.anthropic.com')).toContain('Anthropic answered HTTP 400');
    expect(await messageFrom('https://api.anthropic.com.example')).toContain('The backend answered HTTP 400');
  });
});
