import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createProviderFromConfig,
  createProviderFromEnv,
  createProviderFromSettings,
  createProviders,
} from '../../src/config/factories.js';
import type { Environment } from '../../src/config/source.js';
import type { Observer, Provider } from '../../src/contract.js';
import { connectProvider } from '../../src/detect/connect-provider.js';
import { errorOf } from '../support/scripted.js';
import { seedRegistry } from './support.js';

const { registry } = seedRegistry();
const config = { type: 'groq', model: 'm', maxRetries: 0 };
const key = { GROQ_API_KEY: 'gsk-live' };

const factories: readonly [string, (env: Environment, observe?: Observer) => Provider | Promise<Provider>][] =
  [
    ['createProviderFromEnv', (env) => createProviderFromEnv({ ...env, GROQ_MODEL: 'm' }, { registry })],
    [
      'createProviderFromSettings',
      (env, observe) =>
        createProviderFromSettings({ provider: 'groq', groq: { model: 'm', observe } }, { env, registry }),
    ],
    ['createProviderFromConfig', (env) => createProviderFromConfig(config, { env, registry })],
    ['createProviders', (env) => createProviders([config], { env, registry }).get('groq')],
    ['connectProvider', (env) => connectProvider('groq', { model: 'm', env, registry })],
  ];

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => void vi.restoreAllMocks());

describe.each(factories)('LOG_LEVEL and %s', (_, create) => {
  const ask = async (env: Environment) => {
    const provider = await create({ ...env, ...key });
    await provider.chat('Hello').catch(() => undefined);
    return lines.join('\n');
  };

  it('logs calls, and never the key', async () => {
    const logged = await ask({ LOG_LEVEL: 'DEBUG' });
    expect(logged).toMatch(/^modelport debug: groq chat m \[/);
    expect(logged).not.toContain('gsk-live');
  });

  it.each([undefined, '', 'off', 'NONE'])('logs nothing for %j', async (LOG_LEVEL) => {
    expect(await ask({ LOG_LEVEL })).toBe('');
  });

  it.each(['loud', 'constructor'])('refuses %j, naming the levels', async (LOG_LEVEL) => {
    const error = await errorOf((async () => create({ LOG_LEVEL, ...key }))());
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'LOG_LEVEL' });
    expect(error.candidates).toEqual(['debug', 'info', 'warn', 'error', 'off']);
    expect(error.message).toMatch(/"LOG_LEVEL".*Accepted: debug, info, warn, error, off\./);
    expect(inspect(error)).not.toContain('gsk-live');
  });
});

describe('LOG_LEVEL', () => {
  it('is read for a set at each update', async () => {
    const env: Record<string, string> = { ...key };
    const set = createProviders([config], { env, registry });
    env['LOG_LEVEL'] = 'debug';
    set.update([{ ...config, model: 'other' }]);
    await set
      .get('groq')
      .chat('Hello')
      .catch(() => undefined);
    expect(lines.length).toBeGreaterThan(0);
  });

  it('gives way to an observer of the options', async () => {
    const seen: string[] = [];
    const provider = createProviderFromConfig(
      { ...config, options: { observe: ({ type }: { type: string }) => seen.push(type) } },
      { env: { ...key, LOG_LEVEL: 'debug' }, registry },
    );
    await provider.chat('Hello').catch(() => undefined);
    expect([lines, seen.includes('call-end')]).toEqual([[], true]);
  });
});
