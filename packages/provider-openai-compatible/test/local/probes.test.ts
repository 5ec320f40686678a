import { getDefinition } from '@modelport/core';
import {
  startCatchAllWebServer,
  startFakeLocalServer,
  startFakeOpenAIServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import '../../src/index.js';

/** Types that probe, in the order in which they are asked. */
const types = ['lmstudio', 'vllm', 'localai', 'koboldcpp', 'jan', 'openai-compatible'] as const;

type Asked = { method: string; path: string };

async function identify(type: string, origin: string, asked: Asked[] = []): Promise<unknown> {
  return getDefinition(type).probe?.identify(async (path) => {
    asked.push({ method: 'GET', path });
    const answer = await fetch(origin + path, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: (await answer.text()).slice(0, 65_536),
    };
  });
}

const servers = {
  lmstudio: () => startFakeOpenAIServer({ dialect: 'lmstudio' }),
  'lmstudio 0.3': () => startFakeOpenAIServer({ dialect: 'lmstudio-0.3' }),
  vllm: () => startFakeOpenAIServer({ dialect: 'vllm' }),
  localai: () => startFakeLocalServer('localai'),
  koboldcpp: () => startFakeLocalServer('koboldcpp'),
  jan: () => startFakeLocalServer('jan'),
  llamacpp: () => startFakeLocalServer('llamacpp'),
  'text-generation-webui': () => startFakeLocalServer('text-generation-webui'),
  tabbyapi: () => startFakeLocalServer('tabbyapi'),
  sglang: () => startFakeLocalServer('sglang'),
};

describe('probes', () => {
  it('stand in the order in which servers are preferred', () => {
    const priorities = types.map((type) => getDefinition(type).probe?.priority ?? 0);
    expect(priorities).toEqual([...priorities].sort((a, b) => a - b));
    expect(priorities[0]).toBe(100);
    // After Ollama (200) and llama.cpp (300).
    expect(Math.min(...priorities.slice(1))).toBeGreaterThan(300);
  });

  it.each([
    ['lmstudio', 'lmstudio', {}],
    ['lmstudio 0.3', 'lmstudio', {}],
    ['vllm', 'vllm', { version: '0.12.0' }],
    ['localai', 'localai', { version: expect.any(String) }],
    ['koboldcpp', 'koboldcpp', { version: expect.any(String) }],
    ['jan', 'jan', { needsKey: true }],
  ] as const)(
    'know a server of the kind %s, and no probe but the generic one takes it for its own',
    async (name, own, match) => {
      await using server = await servers[name]();
      for (const type of types.filter((type) => type !== 'openai-compatible')) {
        const found = await identify(type, server.origin);
        if (type === own) expect(found).toEqual(match);
        else expect([type, found]).toEqual([type, undefined]);
      }
    },
  );

  it.each(['llamacpp', 'text-generation-webui', 'tabbyapi', 'sglang'] as const)(
    'leave %s to others or to the generic one',
    async (name) => {
      await using server = await servers[name]();
      for (const type of types.slice(0, -1)) {
        expect([type, await identify(type, server.origin)]).toEqual([type, undefined]);
      }
      expect(await identify('openai-compatible', server.origin)).toBeDefined();
    },
  );

  it.each(['html', 'json', 'empty', 'redirect', 'forbidden'] as const)(
    'are not misled by a web server that answers everything with %s',
    async (variant) => {
      await using server = await startCatchAllWebServer({ variant });
      for (const type of types) {
        expect([type, await identify(type, server.baseUrl)]).toEqual([type, undefined]);
      }
    },
  );

  it('know vLLM that wants a key, which guards its list alone', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'vllm', apiKey: 'sk-x' });
    expect(await identify('vllm', server.origin)).toEqual({ version: '0.12.0', needsKey: true });
  });

  it('know LM Studio that greets but wants a key', async () => {
    const get = async (path: string) => {
      const greeting = path === '/lmstudio-greeting';
      return { status: greeting ? 200 : 401, headers: {}, body: greeting ? '{"lmstudio":true}' : '' };
    };
    expect(await getDefinition('lmstudio').probe?.identify(get)).toEqual({ needsKey: true });
  });

  it('know LM Studio that wants a key even for its greeting by the words of its refusal', async () => {
    const refusing = (message: string) => async () => ({
      status: 401,
      headers: {},
      body: JSON.stringify({ error: { message, code: 'invalid_api_key' } }),
    });
    const identify = getDefinition('lmstudio').probe?.identify;
    const words = 'An LM Studio API token is required to make requests to this server.';
    expect(await identify?.(refusing(words))).toEqual({ needsKey: true });
    expect(await identify?.(refusing('Unauthorized'))).toBeUndefined();
  });

  it('know vLLM by the owner of a list that is longer than what is read of it', async () => {
    const model = { id: 'm', owned_by: 'vllm', permission: [{ id: 'p' }, { id: 'q' }] };
    const list = JSON.stringify({ object: 'list', data: Array(1000).fill(model) }).slice(0, 65_536);
    const get = async (path: string) => ({
      status: 200,
      headers: {},
      body: path === '/version' ? '{"version":"0.12.0"}' : list,
    });
    expect(await getDefinition('vllm').probe?.identify(get)).toEqual({ version: '0.12.0' });
  });

  it('know LocalAI that is not ready, and an older one that does not describe itself', async () => {
    await using server = await startFakeLocalServer('localai', { ready: false });
    expect(await identify('localai', server.origin)).toMatchObject({ loading: true });
    const older: Record<string, string> = { '/readyz': '', '/v1/models': '{"object":"list","data":[]}' };
    const get = async (path: string) => ({
      status: path in older ? 200 : 404,
      headers: {},
      body: older[path] ?? 'Not Found',
    });
    expect(await getDefinition('localai').probe?.identify(get)).toEqual({});
  });

  it('do not believe what stands beside an error', async () => {
    const body = JSON.stringify({
      error: 'Unexpected endpoint or method.',
      ...{ lmstudio: true, version: '1', result: 'KoboldCpp', data: [{ owned_by: 'vllm' }] },
    });
    const get = async () => ({ status: 200, headers: {}, body });
    for (const type of types) {
      expect([type, await getDefinition(type).probe?.identify(get)]).toEqual([type, undefined]);
    }
  });

  it('only read, and little: at most three paths', async () => {
    for (const start of Object.values(servers)) {
      await using server = await start();
      for (const type of types) {
        const asked: Asked[] = [];
        await identify(type, server.origin, asked);
        expect(asked.length).toBeLessThanOrEqual(3);
      }
      expect(server.requests.every(({ method, text }) => method === 'GET' && text === '')).toBe(true);
      expect(server.requests.some(({ headers }) => 'authorization' in headers)).toBe(false);
    }
  });
});
