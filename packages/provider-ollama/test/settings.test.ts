import {
  createProviderFromEnv,
  createProviderFromSettings,
  createRegistry,
  registerProvider,
} from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import { last, lines, startServer } from './support/server.js';

const registry = createRegistry();
registerProvider(definition, { registry });

describe('the environment', () => {
  const env = { PREFERRED_PROVIDER: 'ollama', OLLAMA_MODEL: 'm' };

  it('gives the address in the words of Ollama', () => {
    const at = (more: object) => createProviderFromEnv({ ...env, ...more }, { registry }).baseUrl;
    expect(at({ OLLAMA_HOST: '0.0.0.0:1234' })).toBe('http://127.0.0.1:1234');
    expect(at({ OLLAMA_HOST: ':1234', OLLAMA_BASE_URL: 'http://my-host' })).toBe('http://my-host');
    expect(at({})).toBe('http://127.0.0.1:11434');
  });

  it('gives neither the key of ollama.com nor the settings of the server to another server', async () => {
    await using server = await startServer({ '/api/chat': lines(last()) });
    const OLLAMA_HOST = new URL(server.baseUrl).host;
    const all = { ...env, OLLAMA_HOST, OLLAMA_API_KEY: 'secret', OLLAMA_KEEP_ALIVE: '60' };
    await createProviderFromEnv(all, { registry }).chat('Hi');
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(server.requests[0]?.body).not.toHaveProperty('keep_alive');
  });
});

describe('the settings of an application', () => {
  it('give the options, and the usual address without one', async () => {
    const settings = { provider: 'ollama', ollama_model: 'm' };
    expect(createProviderFromSettings(settings, { registry })).toMatchObject({
      type: 'ollama',
      model: 'm',
      baseUrl: 'http://127.0.0.1:11434',
    });
    await using server = await startServer({ '/api/chat': lines(last()) });
    const more = { ollama_base_url: server.baseUrl, ollama_num_ctx: '512', ollama_keep_alive: '10m' };
    await createProviderFromSettings({ ...settings, ...more }, { registry }).chat('Hi');
    expect(server.requests[0]?.body).toMatchObject({ keep_alive: '10m', options: { num_ctx: 512 } });
  });
});
