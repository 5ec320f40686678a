import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ObserveEvent } from '../../src/contract.js';
import { createProvider, createProviderFromDefinition } from '../../src/provider/create-provider.js';
import type { OpenOptions } from '../../src/provider-types.js';
import { createRegistry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf, finish, scriptedDriver, text } from '../support/scripted.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

const answering = () => scriptedDriver([[text('Hello'), finish()]]);

describe('createProvider', () => {
  it('creates a provider of the type, with its options', () => {
    const registry = createRegistry();
    const create = vi.fn(answering);
    registry.register(definitionOf({ aliases: ['strange'], create }));
    const options = { model: 'small', name: 'main', apiKey: 'sk-1', baseUrl: 'http://127.0.0.1:1/v1' };
    const provider = createProvider('STRANGE', options, { registry });
    expect(provider).toMatchObject({
      type: 'odd',
      name: 'main',
      model: 'small',
      baseUrl: 'http://127.0.0.1:1/v1',
    });
    expect(create).toHaveBeenCalledExactlyOnceWith(options, { name: 'main', type: 'odd' });
  });

  it('needs no options where the type needs none', () => {
    const registry = createRegistry();
    registry.register(definitionOf());
    expect(createProvider('odd', undefined, { registry }).name).toBe('odd');
    expect(createProvider('odd', {}, { registry }).model).toBeUndefined();
  });

  it('takes auto for OpenAI where a key is given, else for LM Studio, and asks nobody', async () => {
    const registry = createRegistry();
    const fetch = vi.fn();
    const auto = (options?: OpenOptions) => createProvider('auto', { fetch, ...options }, { registry });
    expect(await errorOf(() => auto())).toMatchObject({ code: 'PROVIDER_NOT_FOUND', type: 'lmstudio' });
    for (const type of ['lmstudio', 'openai'])
      registry.register(definitionOf({ type, packageName: type, create: answering }));
    vi.stubGlobal('process', { env: { OPENAI_API_KEY: 'sk-env' } });
    expect(auto()).toMatchObject({ type: 'lmstudio', name: 'lmstudio' });
    vi.unstubAllGlobals();
    expect(auto({ model: 'm', apiKey: 'sk-1' })).toMatchObject({ type: 'openai', model: 'm' });
    expect(createProvider('AUTO', {}, { registry }).type).toBe('lmstudio');
    expect(fetch).not.toHaveBeenCalled();
  });

  it('hands the own fetch of the user to the driver', () => {
    const registry = createRegistry();
    const create = vi.fn(answering);
    registry.register(definitionOf({ create }));
    createProvider('odd', { fetch }, { registry });
    expect(create).toHaveBeenCalledWith({ fetch }, { name: 'odd', type: 'odd', fetch });
  });

  it('reads no environment, whatever the settings say of variables', async () => {
    const read: unknown[] = [];
    const env = new Proxy(
      { ODD_MODEL: 'large', ODD_KEY: 'sk-1' },
      {
        get: (_, name) => void read.push(name),
        has: (_, name) => read.push(name) > 0,
        ownKeys: () => [String(read.push('*'))],
      },
    );
    vi.stubGlobal('process', { env });
    const registry = createRegistry();
    const environment = (name: string) => ({ environment: { names: [name], default: 'from there' } });
    registry.register(
      definitionOf({
        settings: [
          { name: 'model', kind: 'string', description: 'The model.', ...environment('ODD_MODEL') },
          {
            name: 'apiKey',
            kind: 'secret',
            required: true,
            description: 'The key.',
            ...environment('ODD_KEY'),
          },
        ],
      }),
    );
    const error = await errorOf(() => createProvider('odd', {}, { registry }));
    const { model } = createProvider('odd', { apiKey: 'sk-2' }, { registry });
    vi.unstubAllGlobals();
    expect(read).toEqual([]);
    expect(error).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
    expect(model).toBeUndefined();
  });

  it('checks options before the driver is made', async () => {
    const registry = createRegistry();
    const create = vi.fn(answering);
    registry.register(definitionOf({ create }));
    for (const options of [{ modle: 'small' }, { timeout: -1 }, { headers: { 'x-a': 'b\nc' } }])
      expect((await errorOf(() => createProvider('odd', options, { registry }))).code).toBe(
        'SETTING_INVALID',
      );
    expect(create).not.toHaveBeenCalled();
  });

  it.each<[string, Parameters<typeof definitionOf>[0]]>([
    ['PROVIDER_NOT_FOUND', { type: 'even' }],
    ['SPEC_VERSION_UNSUPPORTED', { specVersion: 2 as 1 }],
  ])('fails with %s', async (code, definition) => {
    const registry = createRegistry();
    registry.register(definitionOf(definition));
    expect((await errorOf(() => createProvider('odd', {}, { registry }))).code).toBe(code);
  });

  it('asks the registry for its observer at each call', async () => {
    const registry = createRegistry();
    registry.register(definitionOf({ create: answering }));
    const provider = createProvider('odd', {}, { registry });
    const events: ObserveEvent[] = [];
    registry.observe = (event) => events.push(event);
    await provider.chat('Hello?');
    expect(events.map(({ type }) => type)).toContain('call-end');
    const { length } = events;
    registry.observe = undefined;
    await provider.chat('Hello?');
    expect(events).toHaveLength(length);
  });

  it('warns in every answer that a key goes over plain http to another machine', async () => {
    const registry = createRegistry();
    registry.register(definitionOf({ create: answering }));
    const warnings = async (options: OpenOptions) =>
      (await createProvider('odd', options, { registry }).chat('Hello?')).warnings;
    expect(await warnings({ apiKey: 'sk-1', baseUrl: 'http://example.com/v1' })).toMatchObject([
      { code: 'insecure-url', setting: 'baseUrl' },
    ]);
    const headers = { authorization: 'Bearer sk-1' };
    expect(await warnings({ headers, baseUrl: 'http://example.com/v1' })).toHaveLength(1);
    expect(await warnings({ apiKey: 'sk-1', baseUrl: 'http://127.0.0.1:8080' })).toEqual([]);
    expect(await warnings({ apiKey: 'sk-1', baseUrl: 'https://example.com' })).toEqual([]);
    expect(await warnings({ baseUrl: 'http://example.com' })).toEqual([]);
  });
});

describe('createProviderFromDefinition', () => {
  it('creates a provider of a definition that is not registered', async () => {
    const provider = createProviderFromDefinition(definitionOf({ create: answering }), { model: 'small' });
    expect((await provider.chat('Hello?')).text).toBe('Hello');
  });

  it('checks options and definition like createProvider', async () => {
    const create = (definition: Parameters<typeof definitionOf>[0], options = {}) =>
      errorOf(() => createProviderFromDefinition(definitionOf(definition), options));
    expect(await create({}, { modle: 'x' })).toMatchObject({ code: 'SETTING_INVALID', setting: 'modle' });
    expect(await create({ specVersion: 9 as 1 })).toMatchObject({ code: 'SPEC_VERSION_UNSUPPORTED' });
    expect(await create({ create: undefined as never })).toMatchObject({ setting: 'definition' });
    expect(await errorOf(() => createProviderFromDefinition(undefined as never, {}))).toMatchObject({
      setting: 'definition',
    });
  });
});
