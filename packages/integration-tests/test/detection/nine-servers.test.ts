import {
  connectProvider,
  createRegistry,
  detectProviders,
  listDefinitions,
  ProviderError,
  type Registry,
} from '@modelport/core';
import {
  type CatchAllVariant,
  reserveRefusedPort,
  startCatchAllWebServer,
  startFakeLocalServer,
  startFakeOpenAIServer,
} from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../support/register-all.js';
import { kinds, originOf, type Server, startAll } from './servers.js';

let servers: readonly Server[];
beforeAll(async () => {
  servers = await startAll();
}, 60_000);
afterAll(() => Promise.all(servers.map((server) => server[Symbol.asyncDispose]())));

const local = listDefinitions().filter(({ probe }) => probe);
const types = kinds.map(([type]) => type);

/** Every local type, each expecting its server where that of the type `shift` places further is. */
function registryOf(shift: number): Registry {
  const registry = createRegistry();
  for (const definition of local) {
    const at = types.indexOf(definition.type as (typeof types)[number]);
    const server = servers[(at + shift) % servers.length] as Server;
    const { pathname } = new URL(definition.probe?.urls[0] ?? '');
    const path = pathname.replace(/\/$/, '');
    // The generic type looks at every port, as it does where it is used.
    const others = definition.type === 'openai-compatible' ? servers : [];
    const urls = at < 0 ? [] : [server, ...others].map((each) => originOf(each) + path);
    registry.register({ ...definition, probe: { ...definition.probe, urls } } as typeof definition);
  }
  return registry;
}

const expected = () => new Map(servers.map((server, at) => [originOf(server), types[at]]));

describe('nine servers side by side', () => {
  it.each(kinds.map((_, shift) => shift))(
    'are told apart, each on the port of the type %i places further',
    async (shift) => {
      const detection = await detectProviders({ registry: registryOf(shift), env: {}, timeout: 10_000 });
      const outcomes = new Map(detection.tried.map(({ url, type }) => [url, type]));
      expect(outcomes).toEqual(expected());
      const unknown = detection.tried.filter(({ outcome }) => outcome === 'unknown');
      expect(unknown).toHaveLength(1);
      expect(detection.found.slice(0, 3).map(({ type }) => type)).toEqual(['lmstudio', 'ollama', 'llamacpp']);
      expect(detection.chosen?.type).toBe('lmstudio');
      expect(detection.reason).toContain('LM Studio');
      // Jan wants a key: it is found, and not chosen.
      expect(detection.found.at(-1)).toMatchObject({ type: 'jan', needsKey: true });
    },
  );

  it('are told apart within the second that it may take', { retry: 9 }, async () => {
    // Usually it takes a tenth of that; on a machine that is busy with other tests, not always.
    const { tried } = await detectProviders({ registry: registryOf(3), env: {} });
    expect(new Map(tried.map(({ url, type }) => [url, type]))).toEqual(expected());
  });

  it('are asked harmlessly, and nothing twice', async () => {
    const before = servers.map(({ requests }) => requests?.length ?? 0);
    await detectProviders({
      registry: registryOf(4),
      timeout: 10_000,
      env: { OPENAI_COMPATIBLE_API_KEY: 'sk-secret', LM_API_TOKEN: 'sk-secret', OLLAMA_API_KEY: 'sk-secret' },
    });
    for (const [at, { requests = [] }] of servers.entries()) {
      const asked = requests.slice(before[at]);
      expect(new Set(asked.map(({ path }) => path)).size).toBe(asked.length);
      for (const { method, headers, body } of asked) {
        expect(method).toBe('GET');
        expect(body ?? '').toBe('');
        expect(JSON.stringify(headers)).not.toMatch(/sk-secret|authorization|cookie/i);
      }
    }
  });

  it('are asked all at once: a server that hangs holds nobody up, nor the end', async () => {
    await using hanging = await startCatchAllWebServer({ variant: 'hang' });
    const startedAt = performance.now();
    const detection = await detectProviders({
      registry: registryOf(2),
      urls: [hanging.baseUrl],
      env: {},
      timeout: 3_000,
    });
    expect(performance.now() - startedAt).toBeLessThan(2 * 3_000);
    const outcomes = new Map(detection.tried.map(({ url, type }) => [url, type]));
    for (const [url, type] of expected()) expect(outcomes.get(url), url).toBe(type);
    expect(detection.tried.find(({ url }) => url === hanging.baseUrl)?.outcome).toBe('timeout');
  });

  it.each<CatchAllVariant>(['html', 'json', 'empty', 'redirect', 'forbidden', 'endless'])(
    'are not mixed up with a web server that answers anything (%s)',
    async (variant) => {
      await using web = await startCatchAllWebServer({ variant });
      const options = { urls: [web.baseUrl], usualUrls: false, env: {}, timeout: 20_000 };
      const { found, chosen, tried } = await detectProviders(options);
      expect(found).toEqual([]);
      expect(chosen).toBeUndefined();
      expect(tried).toMatchObject([{ outcome: 'unknown' }]);
    },
  );

  it('prefer OpenAI where its key is there, and say so', async () => {
    const registry = registryOf(0);
    for (const definition of listDefinitions()) {
      if (definition.type === 'openai') registry.register(definition);
    }
    const { chosen, reason } = await detectProviders({ registry, env: { OPENAI_API_KEY: 'sk-secret' } });
    expect(chosen).toMatchObject({ type: 'openai', keyVariable: 'OPENAI_API_KEY' });
    expect(reason).toContain('OPENAI_API_KEY');
    expect(reason).not.toContain('sk-secret');
  });
});

describe('connectProvider("auto")', () => {
  it('gives a provider that answers, with a model that it found itself', async () => {
    const provider = await connectProvider('auto', {
      registry: registryOf(5),
      env: {},
      testConnection: true,
    });
    expect(provider.type).toBe('lmstudio');
    expect(provider.model).toBeTruthy();
    expect((await provider.chat('Hello')).text).not.toBe('');
    await provider.close();
  });

  it('goes on to Ollama, and then to llama.cpp', async () => {
    for (const gone of [['lmstudio'], ['lmstudio', 'ollama']]) {
      const all = registryOf(0);
      const registry = createRegistry();
      for (const definition of all.list()) if (!gone.includes(definition.type)) registry.register(definition);
      const provider = await connectProvider('auto', { registry, env: {}, timeout: 10_000 });
      expect(provider.type).toBe(gone.length === 1 ? 'ollama' : 'llamacpp');
      expect((await provider.chat('Hello')).text).not.toBe('');
      await provider.close();
    }
  });

  it('says what was tried where nothing answers, or takes the fallback', async () => {
    await using refused = await reserveRefusedPort();
    const url = `http://127.0.0.1:${refused.port}`;
    const registry = createRegistry();
    for (const definition of local) {
      registry.register({ ...definition, probe: { ...definition.probe, urls: [url] } } as typeof definition);
    }
    const failure: unknown = await connectProvider('auto', { registry, env: {} }).catch((error) => error);
    expect(ProviderError.isInstance(failure) && failure.code).toBe('BACKEND_UNREACHABLE');
    expect((failure as Error).message).toContain(url);
    const fallback = await connectProvider('auto', { registry, env: {}, fallback: 'lmstudio' });
    expect(fallback.type).toBe('lmstudio');
  });
});

describe('a server that is of another kind than asked for', () => {
  it.each(['ollama', 'lmstudio', 'llamacpp', 'vllm'])('is not taken for %s by its health', async (type) => {
    const definition = local.find((each) => each.type === type);
    for (const [at, server] of servers.entries()) {
      const found = types[at];
      if (found === type) continue;
      const provider = await connectProvider(type as string, {
        baseUrl: `${originOf(server)}${new URL(definition?.probe?.urls[0] ?? '').pathname.replace(/\/$/, '')}`,
        model: 'any',
        maxRetries: 0,
      });
      const health = await provider.health();
      // Who asks for a key before anything else may be of any kind.
      const isLocked = health.error?.code === 'AUTH_FAILED';
      expect(health.reachable, `${type} at ${found}`).toBe(isLocked);
      expect(health.error?.message).toBeTruthy();
      await provider.close();
    }
  });
});

describe('what is not one of the nine', () => {
  it.each(['text-generation-webui', 'tabbyapi'] as const)('%s is a generic server', async (kind) => {
    await using server = await startFakeLocalServer(kind);
    const { found } = await detectProviders({ urls: [server.origin], usualUrls: false, env: {} });
    expect(found.map(({ type }) => type)).toEqual(['openai-compatible']);
  });

  it('is an older LM Studio, or a vLLM that wants a key, all the same', async () => {
    await using older = await startFakeOpenAIServer({ dialect: 'lmstudio-0.3' });
    await using locked = await startFakeOpenAIServer({ dialect: 'vllm', apiKey: 'sk-locked' });
    const urls = [older.origin, locked.origin];
    const { tried } = await detectProviders({ urls, usualUrls: false, env: {} });
    expect(tried.map(({ type }) => type)).toEqual(['lmstudio', 'vllm']);
  });
});
