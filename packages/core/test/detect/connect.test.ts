import { describe, expect, it, vi } from 'vitest';
import type { Provider, ProviderDriver } from '../../src/contract.js';
import { connectProvider } from '../../src/detect/connect-provider.js';
import type { Detection } from '../../src/detect/detect-providers.js';
import { ProviderError } from '../../src/errors.js';
import type { OpenOptions } from '../../src/provider-types.js';
import type { AnyDefinition } from '../../src/registry/check-definition.js';
import { createRegistry } from '../../src/registry/registry.js';
import { compositeOf } from '../support/composite.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf, hang, providerOf, scriptedDriver } from '../support/scripted.js';
import { freeUrl, kindOf, kinds, serve } from '../support/servers.js';

const soon = 10_000;

/** Connects with these definitions; remembers the options with which providers were made. */
function connecting(...definitions: readonly AnyDefinition[]) {
  const registry = createRegistry();
  const made: (OpenOptions & { type: string })[] = [];
  for (const definition of definitions) {
    const create: AnyDefinition['create'] = (options, context) => {
      made.push({ type: context.type, ...options });
      return definition.create(options, context);
    };
    registry.register({ ...definition, create });
  }
  const connect = (type: string, options: Parameters<typeof connectProvider<string>>[1] = {}) =>
    connectProvider(type, { registry, env: {}, detectionTimeout: soon, ...options });
  return { connect, made };
}

const withDriver = (driver: Partial<ProviderDriver>, changes: Partial<AnyDefinition> = {}) =>
  definitionOf({ create: () => ({ ...scriptedDriver([]), ...driver }), ...changes });

const failingWith = (code: string) => async () => {
  throw new ProviderError({ code, message: 'no' });
};

describe('connecting a type', () => {
  it('creates a provider like createProvider, with what the environment has of the rest', async () => {
    const { connect, made } = connecting(withDriver({}, { aliases: ['strange'] }));
    const env = { ODD_MODEL: 'large', ODD_API_KEY: 'sk-env', ODD_MAX_RETRIES: '5' };
    const provider = await connect('STRANGE', { env, model: 'small', name: 'mine' });
    expect(provider).toMatchObject({ type: 'odd', name: 'mine', model: 'small' });
    expect(made.at(-1)).toMatchObject({ model: 'small', apiKey: 'sk-env', maxRetries: 5 });
  });

  it('fails as createProvider does', async () => {
    const key = { name: 'apiKey', kind: 'secret', description: 'The key.', required: true } as const;
    const { connect } = connecting(withDriver({}, { settings: [key] }));
    expect(await errorOf(connect('even'))).toMatchObject({ code: 'PROVIDER_NOT_FOUND' });
    expect(await errorOf(connect('odd'))).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
    expect(await errorOf(connect('odd', { apiKey: 'sk-1', modle: 'x' }))).toMatchObject({
      code: 'SETTING_INVALID',
    });
  });

  it('knows no misspelt option, of its own neither', async () => {
    const { connect } = connecting(withDriver({}));
    const error = await errorOf(connect('odd', { autoDetectModl: false }));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'autoDetectModl', type: 'odd' });
    expect(error.message).toContain('Did you mean "autoDetectModel"?');
    expect(error.candidates).toEqual(expect.arrayContaining(['fallback', 'testConnection', 'timeout']));
  });

  it('takes nothing from the environment to another host than the environment means', async () => {
    const { connect, made } = connecting(withDriver({}));
    const env = { ODD_API_KEY: 'sk-env', ODD_MODEL: 'm', ODD_HEADERS: '{"x-key": "sk-env"}' };
    await connect('odd', { env, baseUrl: 'http://127.0.0.1:1/v1' });
    expect(made.at(-1)).toEqual({ type: 'odd', baseUrl: 'http://127.0.0.1:1/v1' });
    await connect('odd', {
      env: { ...env, ODD_BASE_URL: 'http://127.0.0.1:1' },
      baseUrl: 'http://127.0.0.1:1/v1',
    });
    expect(made.at(-1)).toMatchObject({ apiKey: 'sk-env', model: 'm', baseUrl: 'http://127.0.0.1:1/v1' });
  });

  it('minds what stands in place of a base URL too', async () => {
    const address = { kind: 'string', description: 'x' } as const;
    const settings = [
      { ...address, name: 'baseUrl', requiredUnless: ['resource'] },
      { ...address, name: 'resource' },
    ];
    const { connect, made } = connecting(withDriver({}, { settings }));
    const env = { ODD_API_KEY: 'sk-env', ODD_RESOURCE: 'mine' };
    await connect('odd', { env, resource: 'theirs' });
    expect(made.at(-1)).toEqual({ type: 'odd', resource: 'theirs' });
    await connect('odd', { env, resource: 'mine' });
    expect(made.at(-1)).toMatchObject({ resource: 'mine', apiKey: 'sk-env' });
  });

  it('says why the key of the environment is not used where one is needed', async () => {
    const key = { name: 'apiKey', kind: 'secret', description: 'The key.', required: true } as const;
    const { connect } = connecting(withDriver({}, { settings: [key] }));
    const error = await errorOf(
      connect('odd', { env: { ODD_API_KEY: 'sk-env' }, baseUrl: 'http://host/v1' }),
    );
    expect(error).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
    expect(error.message).toContain('"ODD_API_KEY" is not sent to a base URL');
    expect(JSON.stringify(error)).not.toContain('sk-env');
  });
});

describe('the model', () => {
  const models = (list: NonNullable<ProviderDriver['listModels']>, changes = {}) =>
    connecting(withDriver({ listModels: list }, changes)).connect;

  it('is a loaded chat model, else the first that can chat, never one for embeddings', async () => {
    const connect = models(async () => [
      { id: 'nomic-embed-text', loaded: true },
      { id: 'vectors', capabilities: { embeddings: true }, loaded: true },
      { id: 'cold' },
      { id: 'warm', loaded: true },
    ]);
    expect((await connect('odd')).model).toBe('warm');
    expect((await models(async () => [{ id: 'bge-m3' }, { id: 'a' }, { id: 'b' }])('odd')).model).toBe('a');
    expect((await models(async () => [{ id: 'bge-m3' }])('odd')).model).toBeUndefined();
  });

  it('is rather one of those that its type names than any other', async () => {
    const connect = models(async () => [{ id: 'babble' }, { id: 'good' }], {
      fallbackModels: ['better', 'good'],
    });
    expect((await connect('odd')).model).toBe('good');
  });

  it('brings what the backend said of it', async () => {
    const connect = models(async () => [{ id: 'a', capabilities: { images: false } }]);
    const provider = await connect('odd');
    expect(provider.capabilities).toEqual({ images: false });
    expect(provider.knownModels).toMatchObject([{ id: 'a', source: 'cached' }]);
  });

  it('is not looked for where one is given, or none is wanted', async () => {
    let asked = 0;
    const connect = models(async () => [{ id: `m${++asked}` }]);
    expect((await connect('odd', { model: 'mine' })).model).toBe('mine');
    expect((await connect('odd', { autoDetectModel: false })).model).toBeUndefined();
    expect(asked).toBe(0);
  });

  it('is left to the targets of a composite', async () => {
    const { definition, created } = compositeOf(providerOf({ listModels: async () => [{ id: 'a' }] }));
    const { connect } = connecting(definition);
    expect(await connect('many')).toBe(created[0]?.provider);
    expect((await connect('many', { model: 'mine' })).type).toBe('many');
    expect(created[1]?.options).toEqual({ model: 'mine' });
  });

  it('that cannot be found out leaves a provider that works without', async () => {
    expect((await models(failingWith('BACKEND_UNREACHABLE'))('odd')).type).toBe('odd');
    expect((await connecting(withDriver({})).connect('odd')).model).toBeUndefined();
    const aborted = models(hang)('odd', { signal: AbortSignal.abort() });
    expect(await errorOf(aborted)).toMatchObject({ code: 'ABORTED' });
  });
});

describe('testing the connection', () => {
  const tested = (driver: Partial<ProviderDriver>) =>
    connecting(withDriver(driver)).connect('odd', { testConnection: true, model: 'm' });

  it('fails with what is wrong', async () => {
    expect(await errorOf(tested({ checkHealth: failingWith('BACKEND_UNREACHABLE') }))).toMatchObject({
      code: 'BACKEND_UNREACHABLE',
      provider: 'odd',
    });
    expect(await errorOf(tested({ checkHealth: failingWith('AUTH_FAILED') }))).toMatchObject({
      code: 'AUTH_FAILED',
    });
    expect(await errorOf(tested({ checkHealth: async () => ({ reachable: false }) }))).toMatchObject({
      code: 'BACKEND_UNREACHABLE',
    });
  });

  it('passes where the backend is well, or loads its model', async () => {
    expect((await tested({ checkHealth: async () => ({ reachable: true }) })).type).toBe('odd');
    expect((await tested({ checkHealth: failingWith('MODEL_LOADING') })).type).toBe('odd');
  });

  it('is not done unless it is asked for', async () => {
    const { connect } = connecting(withDriver({ checkHealth: failingWith('BACKEND_UNREACHABLE') }));
    expect((await connect('odd', { model: 'm' })).type).toBe('odd');
  });
});

describe('connecting auto', () => {
  const openai = withDriver(
    {},
    { type: 'openai', displayName: 'OpenAI', packageName: 'o', location: 'cloud' },
  );

  it('takes OpenAI where there is a key, and asks no server', async () => {
    const { url, requests } = await serve(kinds.lmstudio);
    const { connect, made } = connecting(openai, kindOf('lmstudio', [url]));
    let told: Detection | undefined;
    const onDetection = (detection: Detection) => {
      told = detection;
    };
    const provider = await connect('auto', { env: { OPENAI_API_KEY: 'sk-env' }, onDetection, model: 'm' });
    expect(provider).toMatchObject({ type: 'openai', model: 'm' });
    expect(made.at(-1)).toMatchObject({ apiKey: 'sk-env' });
    expect(told?.reason).toBe('OpenAI: OPENAI_API_KEY is set.');
    expect((await connect('AUTO', { apiKey: 'sk-given' })).type).toBe('openai');
    expect(made.at(-1)).toMatchObject({ apiKey: 'sk-given' });
    expect(requests).toEqual([]);
  });

  it('takes the best server that answers, at the address where it is', async () => {
    const lmstudio = await serve(kinds.lmstudio);
    const ollama = await serve(kinds.ollama);
    const { connect, made } = connecting(
      kindOf('ollama', [lmstudio.url]),
      kindOf('lmstudio', [ollama.url]),
      openai,
    );
    const provider = await connect('auto', { timeout: 7 });
    expect(provider).toMatchObject({ type: 'lmstudio', baseUrl: `${lmstudio.url}/v1` });
    expect(made.at(-1)).toMatchObject({ timeout: 7 });
  });

  it('uses the settings of the type, but its key only for a server that wants one', async () => {
    const { url } = await serve(kinds.ollama);
    const env = { OLLAMA_MODEL: 'qwen3', OLLAMA_API_KEY: 'sk-env' };
    const open = connecting(kindOf('ollama', [url]));
    expect(await open.connect('auto', { env })).toMatchObject({ model: 'qwen3', baseUrl: url });
    expect(open.made.at(-1)).not.toHaveProperty('apiKey');
    const locked = connecting(
      kindOf('ollama', [url], {
        probe: {
          urls: [url],
          priority: 200,
          identify: async (get) => ({ needsKey: (await get('/')).status > 0 }),
        },
      }),
    );
    await locked.connect('auto', { env });
    expect(locked.made.at(-1)).toMatchObject({ apiKey: 'sk-env' });
  });

  it('uses no settings of a type that takes any server for its own', async () => {
    const { url } = await serve(kinds.generic);
    const { connect, made } = connecting(kindOf('generic', [url]));
    await connect('auto', { env: { GENERIC_API_KEY: 'sk-env', GENERIC_MODEL: 'far' } });
    expect(made.at(-1)).toEqual({ type: 'generic', baseUrl: `${url}/v1` });
  });

  it('makes nothing for a server whose key is not there, and says so', async () => {
    const { url } = await serve(kinds.lockedGeneric);
    const { connect } = connecting(kindOf('generic', [url]));
    const error = await errorOf(connect('auto'));
    expect(error).toMatchObject({ code: 'BACKEND_UNREACHABLE', candidates: [url] });
    expect(error.message).toContain(`GENERIC at ${url}/v1 wants a key`);
  });

  it('recognises the server at an address that was given, and looks nowhere else', async () => {
    const given = await serve(kinds.generic);
    const usual = await serve(kinds.ollama);
    const { connect, made } = connecting(kindOf('generic', []), kindOf('ollama', [usual.url]), openai);
    const env = { OPENAI_API_KEY: 'sk-env' };
    const provider = await connect('auto', { baseUrl: given.url, apiKey: 'sk-given', env });
    expect(provider).toMatchObject({ type: 'generic', baseUrl: `${given.url}/v1` });
    expect(made.at(-1)).toMatchObject({ apiKey: 'sk-given' });
    expect(usual.requests).toEqual([]);
    expect(given.requests.some(({ headers }) => JSON.stringify(headers).includes('sk-'))).toBe(false);
    const withPath = await connect('auto', { baseUrl: `${given.url}/v1/`, env });
    expect(withPath.baseUrl).toBe(`${given.url}/v1/`);
  });

  it('fails with all that was tried where nothing is found', async () => {
    const url = await freeUrl();
    const { connect } = connecting(kindOf('ollama', [url]), kindOf('llamacpp', [url]), openai);
    const error = await errorOf(connect('auto'));
    expect(error).toMatchObject({ code: 'BACKEND_UNREACHABLE', candidates: [url] });
    expect(error.message).toContain(url);
    expect(error.message).toContain('OPENAI_API_KEY');
  });

  it('uses the fallback where nothing is found: a type or a provider', async () => {
    const { connect } = connecting(kindOf('ollama', [await freeUrl()]), withDriver({}));
    expect((await connect('auto', { fallback: 'odd', model: 'm' })).model).toBe('m');
    const own: Provider = providerOf({}, {}, { name: 'own' });
    expect(await connect('auto', { fallback: own })).toBe(own);
    expect(await errorOf(connect('auto', { fallback: 'even' }))).toMatchObject({
      code: 'PROVIDER_NOT_FOUND',
    });
  });

  it('refuses a misspelt option before it asks anybody', async () => {
    const { url, requests } = await serve(kinds.ollama);
    const numCtx = { name: 'numCtx', kind: 'integer', description: 'x' } as const;
    const { connect } = connecting(kindOf('ollama', [url], { settings: [numCtx] }));
    const misspelt = { falback: 'fallback', modle: 'model', numCtz: 'numCtx' };
    for (const [name, meant] of Object.entries(misspelt)) {
      const error = await errorOf(connect('auto', { [name]: 'mock' }));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: name });
      expect(error.message).toContain(`Did you mean "${meant}"?`);
    }
    expect(requests).toEqual([]);
    expect((await connect('auto', { numCtx: 5 })).type).toBe('ollama');
  });
});

describe('connecting auto to a server with models', () => {
  type List = NonNullable<ProviderDriver['listModels']>;
  const listing = (...ids: readonly string[]) => vi.fn<List>(async () => ids.map((id) => ({ id })));

  /** Connects where servers of these types answer, and tells how the detection ended. */
  async function connectTo(
    lists: Partial<Record<'lmstudio' | 'ollama' | 'llamacpp', List>>,
    options = {},
    others: readonly AnyDefinition[] = [],
  ) {
    const definitions = Object.entries(lists).map(async ([type, listModels]) => {
      const kind = type as keyof typeof lists;
      const { url } = await serve(kinds[kind]);
      const create: AnyDefinition['create'] = ({ baseUrl }) => ({
        ...scriptedDriver([]),
        baseUrl,
        listModels,
      });
      return kindOf(kind, [url], { create });
    });
    const { connect } = connecting(...(await Promise.all(definitions)), ...others);
    const told: Detection[] = [];
    const onDetection = (detection: Detection) => void told.push(detection);
    const provider = await connect('auto', { onDetection, ...options });
    return { provider, detection: told[0] as Detection };
  }

  it('passes over one without models, and says why', async () => {
    const { provider, detection } = await connectTo({ ollama: listing(), llamacpp: listing('small') });
    expect(provider).toMatchObject({ type: 'llamacpp', model: 'small' });
    expect(detection.chosen).toMatchObject({ type: 'llamacpp', baseUrl: provider.baseUrl });
    const ollama = detection.found[0]?.baseUrl;
    expect(detection.reason).toBe(
      `LLAMACPP at ${provider.baseUrl}: it answers there. OLLAMA at ${ollama} has no models.`,
    );
  });

  it('passes over one with none that chats, and one that does not tell', async () => {
    const { provider, detection } = await connectTo({
      lmstudio: failingWith('SERVER_ERROR'),
      ollama: listing('nomic-embed-text'),
      llamacpp: listing('small'),
    });
    expect(provider).toMatchObject({ type: 'llamacpp', model: 'small' });
    expect(detection.reason).toMatch(/LMSTUDIO at \S+ does not tell its models \(SERVER_ERROR\)\./);
    expect(detection.reason).toMatch(/OLLAMA at \S+ has no model that chats\./);
  });

  it('takes the first where none has a model, rather one that does not tell', async () => {
    const none = await connectTo({ ollama: listing(), llamacpp: listing() });
    expect([none.provider.type, none.provider.model]).toEqual(['ollama', undefined]);
    expect(none.detection.reason).toMatch(
      /^OLLAMA at \S+: it answers there\. OLLAMA at \S+ has no models\. LLAMA/,
    );
    const service = withDriver({}, { type: 'far', packageName: 'f', location: 'cloud' });
    const env = { FAR_API_KEY: 'sk-env' };
    const unsure = await connectTo({ ollama: listing(), llamacpp: failingWith('TIMEOUT') }, { env }, [
      service,
    ]);
    expect([unsure.provider.type, unsure.provider.model]).toEqual(['llamacpp', undefined]);
    const empty = await connectTo({ ollama: listing() }, { env }, [service]);
    expect(empty.provider.type).toBe('far');
  });

  it('asks none after the first that has one, and none at all where a model is given or not wanted', async () => {
    const ollama = listing('qwen3');
    const llamacpp = listing('small');
    expect((await connectTo({ ollama, llamacpp })).provider).toMatchObject({
      type: 'ollama',
      model: 'qwen3',
    });
    expect(ollama).toHaveBeenCalledOnce();
    expect(llamacpp).not.toHaveBeenCalled();
    for (const options of [{ model: 'mine' }, { autoDetectModel: false }, { env: { OLLAMA_MODEL: 'mine' } }])
      expect((await connectTo({ ollama, llamacpp }, options)).provider.type).toBe('ollama');
    expect(ollama).toHaveBeenCalledOnce();
  });

  it('ends where it is aborted', async () => {
    const controller = new AbortController();
    const list: List = (context) => {
      controller.abort();
      return hang(context);
    };
    const llamacpp = listing('small');
    const aborted = connectTo({ ollama: list, llamacpp }, { signal: controller.signal });
    expect(await errorOf(aborted)).toMatchObject({ code: 'ABORTED' });
    expect(llamacpp).not.toHaveBeenCalled();
  });
});
