import { describe, expect, it } from 'vitest';
import {
  createProviderFromConfig,
  createProviderFromEnv,
  type FromConfigOptions,
} from '../../src/config/factories.js';
import type { CallOptions } from '../../src/contract.js';
import { wrapProvider } from '../../src/provider/wrap-provider.js';
import { createRegistry } from '../../src/registry/registry.js';
import { compositeOf } from '../support/composite.js';
import { answering, errorOf, finish, text } from '../support/scripted.js';

/** What an entry for a composite makes, and the options of the calls that its target gets. */
function made(config: object, { env = {} }: FromConfigOptions = {}) {
  const calls: (CallOptions | undefined)[] = [];
  const answer = answering([text('Hi'), finish()]);
  const target = wrapProvider(answer, {
    chat: (request, options) => {
      calls.push(options);
      return answer.chat(request, options);
    },
    stream: (request, options) => {
      calls.push(options);
      return answer.stream(request, options);
    },
  });
  const { definition, created } = compositeOf(target);
  const registry = createRegistry();
  registry.register(definition);
  const provider = createProviderFromConfig({ type: 'many', ...config }, { registry, env });
  return { provider, created, calls, registry };
}

describe('the config entry of a composite', () => {
  it('sets no retries and no timers but those that it has: the targets have their own', () => {
    expect(made({}).created[0]?.options).toEqual({ name: 'many' });
    const { created } = made({ maxRetries: 1, timeout: 2, options: { timeout: 5_000 } });
    expect(created[0]?.options).toEqual({
      name: 'many',
      ...{ maxRetries: 1, timeout: 5_000, firstEventTimeout: 2_000, idleTimeout: 2_000 },
    });
  });

  it('ends plain calls after its timeout, but streams not, in the provider that was created', async () => {
    const { provider, created, calls } = made({ timeout: 2 });
    expect(provider).toBe(created[0]?.provider);
    expect(created[0]?.provider.status()).toBe('many is well');
    expect((await provider.chat('x', { requestId: 'r-1' })).text).toBe('Hi');
    await provider.chat('x', { timeout: 9 });
    await provider.stream('x').response;
    expect(calls).toEqual([{ timeout: 2_000, requestId: 'r-1' }, { timeout: 9 }, undefined]);
  });

  it('takes no address and no key, from the environment neither', async () => {
    const env = { MANY_API_KEY: 'sk-live-4f9a', MANY_BASE_URL: 'http://127.0.0.1:1', OWN: 'sk-live-4f9a' };
    expect(made({}, { env }).created[0]?.options).toEqual({ name: 'many' });
    const { registry, created } = made({});
    createProviderFromEnv(env, { type: 'many', registry });
    expect(created[1]?.options).toEqual({});
    for (const config of [{ apiKeyEnv: 'OWN' }, { baseUrl: 'http://127.0.0.1:1' }, { models: ['a'] }]) {
      const error = await errorOf(() => made(config, { env }));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', type: 'many', provider: 'many' });
      expect(error.message).toMatch(/^The config "many" cannot be used: .* It belongs to the targets/);
    }
  });

  it('makes it log at the level in LOG_LEVEL', () => {
    const { created } = made({}, { env: { LOG_LEVEL: 'info' } });
    expect(created[0]?.context.observers?.()).toEqual([expect.any(Function)]);
  });
});
