import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { type CreateProvidersOptions, createProviders } from '../../src/config/factories.js';
import type { ProviderConfigs } from '../../src/config/provider-set.js';
import type { ProviderDriver } from '../../src/contract.js';
import { ProviderError } from '../../src/errors.js';
import { createRegistry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { answering, errorOf, finish, providerOf, scriptedDriver, text } from '../support/scripted.js';
import { seedRegistry } from './support.js';

const env = { GROQ_API_KEY: 'gsk-live', FAST_KEY: 'fast-live' };
const { registry } = seedRegistry();
const setOf = (configs: object, options: CreateProvidersOptions = {}) =>
  createProviders(configs as ProviderConfigs, { env, registry, ...options });
const two = [
  { name: 'fast', type: 'groq', apiKeyEnv: 'FAST_KEY' },
  { name: 'local', type: 'ollama', models: ['qwen3:8b'], weight: 3 },
];

/** A set of one provider over a driver. */
function setOver(driver: Partial<ProviderDriver>, config: object = {}) {
  const own = createRegistry();
  own.register(definitionOf({ location: 'cloud', create: () => ({ ...scriptedDriver([]), ...driver }) }));
  return createProviders([{ type: 'odd', ...config }], { registry: own });
}

describe('createProviders', () => {
  it('makes named providers of a list or a map, in order', () => {
    expect(setOf(two).names).toEqual(['fast', 'local']);
    expect(setOf({ fast: { type: 'groq' }, local: { type: 'ollama' } }).names).toEqual(['fast', 'local']);
    expect(setOf([{ type: 'llama_cpp' }]).names).toEqual(['llamacpp']);
    const set = setOf(two);
    expect(set.get('local')).toMatchObject({ name: 'local', type: 'ollama' });
    expect(set.get('local')).toBe(set.get('local'));
    expect([set.has('local'), set.has('groq')]).toEqual([true, false]);
  });

  it('says of a name that there is not which there are', async () => {
    const error = await errorOf(() => setOf(two).get('locl'));
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_FOUND', candidates: ['fast', 'local'] });
    expect(error.message).toMatch(/"locl"\. Did you mean "local"\? There are: fast, local\.$/);
    expect(await errorOf(() => setOf(two).get('constructor'))).toMatchObject({ code: 'PROVIDER_NOT_FOUND' });
  });

  it('knows what is not enabled, whose package and key may be missing', async () => {
    const set = setOf([...two, { name: 'off', type: 'not_installed', enabled: false }]);
    expect([set.names, set.has('off')]).toEqual([['fast', 'local'], false]);
    const error = await errorOf(() => set.get('off'));
    expect(error).toMatchObject({
      code: 'PROVIDER_NOT_FOUND',
      message: expect.stringContaining('is disabled'),
    });
    expect(await errorOf(() => setOf([{ type: 'groq', enabled: false, wieght: 1 }]))).toMatchObject({
      setting: 'wieght',
    });
  });

  it.each<[object, string, RegExp]>([
    [[{ type: 'ollama' }, { type: 'ollama' }], 'name', /two providers named "ollama"/],
    [{ 'My Ollama': { type: 'ollama' } }, 'name', /a-z, 0-9/],
    [{ auto: { type: 'ollama' } }, 'name', /other than "auto"/],
    [{ one: { type: 'ollama', name: 'other' } }, 'name', /"one" has another name in it/],
    [[{ type: 'ollama' }, 5], '', /A config entry must be an object/],
    [{ local: null }, '', /The config "local" must be an object/],
  ])('refuses %j', async (configs, setting, message) => {
    const error = await errorOf(() => setOf(configs));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', ...(setting && { setting }) });
    expect(error.message).toMatch(message);
  });

  it('refuses a default that there is not', async () => {
    expect(await errorOf(() => setOf(two, { default: 'x' }))).toMatchObject({ setting: 'default' });
    expect(setOf(two, { default: 'local' }).resolve().provider.name).toBe('local');
  });

  it('names the entry whose key is missing', async () => {
    const error = await errorOf(() => setOf([{ name: 'a', type: 'openai' }]));
    expect(error).toMatchObject({ code: 'SETTING_MISSING', provider: 'a', setting: 'apiKey' });
  });
});

describe('add', () => {
  it('takes a provider that was made elsewhere, under its name in the set', async () => {
    const set = setOf(two);
    const other = answering([text('hello'), finish()]);
    set.add('other', other);
    expect(set.get('other')).toMatchObject({ name: 'other', type: 'scripted' });
    expect((await set.get('other').chat('x')).text).toBe('hello');
    set.update(two);
    expect(set.names).toEqual(['fast', 'local', 'other']);
    await set.close();
    expect((await other.chat('x')).text).toBe('hello');
  });

  it('refuses a name that is taken, by an entry too, or none', async () => {
    const set = setOf(two);
    set.add('other', answering([finish()]));
    for (const name of ['fast', 'other', 'Upper', 'auto', ''])
      expect(await errorOf(() => set.add(name, answering([finish()])))).toMatchObject({ setting: 'name' });
    expect(await errorOf(() => set.update([{ name: 'other', type: 'vllm' }]))).toMatchObject({
      setting: 'name',
    });
  });
});

describe('update', () => {
  it('keeps the instance of an entry that is the same, in other spelling and order too', () => {
    const set = setOf(two);
    const [fast, local] = [set.get('fast'), set.get('local')];
    const gone = set.update([
      { models: ['qwen3:8b'], type: 'Ollama', name: 'local', weight: 7 } as never,
      { name: 'fast', type: 'groq', api_key_env: 'FAST_KEY' },
    ]);
    expect(gone).toEqual([]);
    expect(set.names).toEqual(['local', 'fast']);
    expect(set.get('fast')).toBe(fast);
    expect(set.get('local')).toBe(local);
    expect(JSON.stringify(set)).toContain('"weight":7');
  });

  it('makes anew what has changed, its key too, and tells what is no longer there', () => {
    const variables: Record<string, string> = { ...env };
    const set = setOf(two, { env: variables });
    const [fast, local] = [set.get('fast'), set.get('local')];
    variables['FAST_KEY'] = 'rotated';
    expect(set.update(two)).toEqual([fast]);
    expect(set.get('fast')).not.toBe(fast);
    expect(set.get('local')).toBe(local);
    expect(set.update([{ name: 'fast', type: 'groq', apiKeyEnv: 'FAST_KEY' }])).toEqual([local]);
    expect(set.has('local')).toBe(false);
    for (const change of [
      { baseUrl: 'http://gpu:1' },
      { timeout: 5 },
      { options: { numCtx: 5 } },
      { headers: { a: 'b' } },
    ]) {
      const before = setOf([{ type: 'ollama' }]);
      expect(before.update([{ type: 'ollama', ...change }])).toHaveLength(1);
    }
  });

  it.each([
    [
      { name: 'new', type: 'ollama' },
      { name: 'bad', type: 'ollama', timeout: 30_000 },
    ],
    [
      { name: 'new', type: 'ollama' },
      { name: 'bad', type: 'openai' },
    ],
    [
      { name: 'new', type: 'ollama' },
      { name: 'bad', type: 'none' },
    ],
    [
      { name: 'new', type: 'ollama' },
      { name: 'new', type: 'ollama' },
    ],
  ])('changes nothing where anything is wrong', async (...configs) => {
    const set = setOf(two);
    const providers = set.names.map((name) => set.get(name));
    expect(await errorOf(() => set.update(configs))).toBeInstanceOf(ProviderError);
    expect(set.names).toEqual(['fast', 'local']);
    expect(set.names.map((name) => set.get(name))).toEqual(providers);
    expect(set.get('fast')).toBe(providers[0]);
  });

  it('lets calls in flight finish on the old provider', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((done) => {
      release = done;
    });
    const close = vi.fn(async () => undefined);
    const set = setOver({ ...scriptedDriver([[text('a')], () => gate, [text('b'), finish()]]), close });
    const answer = set.get('odd').stream('x').response;
    const [old] = set.update([{ type: 'odd', model: 'other' }]);
    release();
    expect((await answer).text).toBe('ab');
    expect(close).not.toHaveBeenCalled();
    await old?.close();
    expect(close).toHaveBeenCalledOnce();
  });

  it('refuses to leave the default out', async () => {
    const set = setOf(two, { default: 'fast' });
    expect(await errorOf(() => set.update([{ name: 'local', type: 'ollama' }]))).toMatchObject({
      setting: 'default',
    });
    expect(set.resolve().provider.name).toBe('fast');
  });
});

describe('models', () => {
  const listing = (...ids: string[]) => ({ listModels: async () => ids.map((id) => ({ id })) });
  const down = {
    listModels: () => Promise.reject(new ProviderError({ code: 'BACKEND_UNREACHABLE', message: 'down' })),
  };

  it('are those of all providers, under their names in the set, with what failed', async () => {
    const set = setOver(listing('m1', 'm2'));
    set.add('named', providerOf(down, {}, { model: 'known' }));
    set.add('silent', providerOf(down));
    expect(set.knownModels.map(({ id, provider }) => [id, provider])).toEqual([['known', 'named']]);
    const { models, errors } = await set.models();
    expect(models.map(({ id, provider, source }) => [id, provider, source])).toEqual([
      ['m1', 'odd', 'live'],
      ['m2', 'odd', 'live'],
      ['known', 'named', 'fallback'],
    ]);
    expect(Object.keys(errors).sort()).toEqual(['named', 'silent']);
    expect(errors['silent']).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
    expect(set.knownModels.map(({ id }) => id)).toEqual(['m1', 'm2', 'known']);
  });

  it('tells of what failed under any name', async () => {
    const set = setOver(down, { name: 'constructor' });
    expect((await set.models()).errors).toMatchObject({ constructor: { code: 'BACKEND_UNREACHABLE' } });
  });

  it('tells of a key that is refused, and names no models in its place', async () => {
    const refused = new ProviderError({ code: 'AUTH_FAILED', message: 'refused', status: 401 });
    const set = setOver({ listModels: () => Promise.reject(refused) }, { model: 'known' });
    const { models, errors } = await set.models();
    expect(models).toEqual([]);
    expect(errors['odd']).toMatchObject({ code: 'AUTH_FAILED', provider: 'odd' });
  });

  it('passes on options, observers among them', async () => {
    const seen: string[] = [];
    const set = setOver(listing('m'));
    await set.models({ observe: ({ type }) => seen.push(type) });
    expect(seen).toContain('call-end');
    const aborted = await set.models({ signal: AbortSignal.abort() });
    expect(aborted.errors['odd']).toMatchObject({ code: 'ABORTED' });
  });
});

describe('checkAll', () => {
  it('asks every provider, clouds only where wanted', async () => {
    const checkHealth = vi.fn(async () => ({ reachable: true }));
    const set = setOver({ checkHealth });
    set.add('other', providerOf({ checkHealth: async () => ({ reachable: false }) }));
    expect((await set.checkAll())['odd']).toMatchObject({
      name: 'odd',
      configured: true,
      reachable: undefined,
    });
    expect(checkHealth).not.toHaveBeenCalled();
    const all = await set.checkAll({ probeCloud: true });
    expect(all).toMatchObject({ odd: { reachable: true }, other: { name: 'other', reachable: false } });
  });
});

describe('a provider set', () => {
  it('closes what it made, once, and takes no further config', async () => {
    const close = vi.fn(async () => undefined);
    const set = setOver({ close });
    {
      await using used = set;
      expect(used.names).toEqual(['odd']);
    }
    await set.close();
    expect(close).toHaveBeenCalledOnce();
    expect(await errorOf(() => set.add('late', answering([finish()])))).toMatchObject({
      code: 'REQUEST_INVALID',
    });
    expect(await errorOf(() => set.update([]))).toMatchObject({ code: 'REQUEST_INVALID' });
    expect(await errorOf(set.get('odd').chat('x'))).toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('closes all that it made, though one of them cannot be closed, and leaves alone what was added', async () => {
    let closed = 0;
    const own = createRegistry();
    const close = async () => {
      await new Promise((done) => setTimeout(done, 5));
      closed += 1;
    };
    const failing = () => Promise.reject(new Error('stuck'));
    const drivers = [failing, close, close];
    own.register(definitionOf({ create: () => ({ ...scriptedDriver([]), close: drivers.shift() }) }));
    const set = createProviders({ a: { type: 'odd' }, b: { type: 'odd' } }, { registry: own });
    const added = createProviders({ c: { type: 'odd' } }, { registry: own }).get('c');
    set.add('c', added);
    expect(await errorOf(set.close())).toMatchObject({ message: 'stuck', provider: 'a' });
    expect(closed).toBe(1);
    expect(set.close()).toBe(set.close());
    await set.close().catch(() => undefined);
  });

  it('describes itself without a secret', () => {
    const set = setOf([
      ...two,
      { name: 'inline', type: 'groq', apiKey: 'gsk-live', baseUrl: 'https://me:pass-live@host/v1?key=live' },
      { name: 'off', type: 'groq', enabled: false, apiKeyEnv: 'OFF' },
    ]);
    expect(JSON.parse(JSON.stringify(set))).toMatchObject({
      default: 'fast',
      providers: [
        { name: 'fast', type: 'groq', enabled: true, weight: 1 },
        { name: 'local', type: 'ollama', enabled: true, weight: 3, models: ['qwen3:8b'] },
        { name: 'inline', enabled: true, baseUrl: 'https://host/v1' },
        { name: 'off', type: 'groq', enabled: false },
      ],
    });
    expect(JSON.stringify(set) + inspect(set, { depth: 9, showHidden: true })).not.toContain('live');
  });
});
