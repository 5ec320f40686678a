import { startCatchAllWebServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import type { Backend } from './backends.js';
import { connect, rows } from './table.js';

/** What is known of a model that is not listed: nothing where lists are not complete. */
const absentModel: Readonly<Record<string, boolean | undefined>> = {
  ollama: false,
  lmstudio: false,
  vllm: false,
  // It serves one model under any name.
  llamacpp: true,
};

/** Their lists do not tell what an account may use, or under which name it is deployed. */
const untold = ['openrouter', 'azure-openai'];

const keyless = ['ollama', 'lmstudio', 'vllm', 'llamacpp'];

describe.each(rows)('%s', (type, kind) => {
  it('gives its models live, then from memory when it is down, and else those that are named', async () => {
    const backend = await kind.start();
    const provider = connect(type, backend);
    const live = await provider.models();
    expect(new Set(live.map(({ source }) => source))).toEqual(new Set(['live']));
    await backend[Symbol.asyncDispose]();
    const warned: string[] = [];
    const remembered = await provider.models({
      observe: (event) => void (event.type === 'warning' && warned.push(event.warning.code)),
    });
    expect(remembered).toEqual(live.map((model) => ({ ...model, source: 'cached' })));
    expect(provider.knownModels).toEqual(remembered);
    expect(warned).toEqual(['models-not-read']);
    const fresh = connect(type, backend);
    const named = await fresh.models();
    expect(named[0]).toMatchObject({ id: backend.model, source: 'fallback', provider: type });
    expect(new Set(named.map(({ source }) => source))).toEqual(new Set(['fallback']));
    const listed = connect(type, backend, { models: ['one', 'two'] });
    expect((await listed.models()).map(({ id, source }) => [id, source])).toEqual([
      ['one', 'fallback'],
      ['two', 'fallback'],
    ]);
  });

  it('is configured, reachable and has its model', async () => {
    await using backend = await kind.start();
    const health = await connect(type, backend).health();
    expect(health).toMatchObject({ name: type, type, configured: true, reachable: true });
    expect(health.hasModel).toBe(untold.includes(type) ? undefined : true);
    expect(health.error).toBeUndefined();
    expect(health.baseUrl).toContain(new URL(backend.baseUrl).host);
  });

  it('is configured, but not reachable, when its server is down', async () => {
    const backend = await kind.start();
    await backend[Symbol.asyncDispose]();
    const health = await connect(type, backend).health();
    expect(health).toMatchObject({
      configured: true,
      reachable: false,
      error: { code: 'BACKEND_UNREACHABLE' },
    });
    expect(health.hasModel).toBeUndefined();
  });

  it('is reachable, but not configured, with a wrong key', async () => {
    await using backend = await kind.start(keyless.includes(type) ? { apiKey: 'sk-right' } : {});
    const health = await connect(type, backend, { apiKey: 'sk-wrong-key' }).health();
    expect(health).toMatchObject({ configured: false, reachable: true, error: { code: 'AUTH_FAILED' } });
    expect(health.hasModel).toBeUndefined();
    expect(JSON.stringify(health)).not.toContain('sk-wrong-key');
  });

  it('says whether a model that is not listed is there, where that can be told', async () => {
    await using backend = await kind.start();
    const health = await connect(type, backend, { model: 'no-such-model' }).health();
    expect(health).toMatchObject({ configured: true, reachable: true });
    expect(health.hasModel).toBe(absentModel[type]);
  });

  it.each(['html', 'json', 'empty'] as const)(
    'is not taken for reachable where another server answers with %s',
    async (variant) => {
      await using server = await startCatchAllWebServer({ variant });
      const { pathname } = new URL((await started(kind.start())).baseUrl);
      const elsewhere = { ...server, baseUrl: server.baseUrl + pathname, apiKey: 'key', model: 'any' };
      const health = await connect(type, elsewhere as unknown as Backend).health();
      expect(health).toMatchObject({ configured: true, reachable: false });
      expect(health.error?.code).toMatch(/^(BACKEND_UNREACHABLE|RESPONSE_INVALID)$/);
      expect(health.hasModel).toBeUndefined();
    },
  );
});

const local = rows.filter(([type]) => keyless.includes(type));
const pairs = local.flatMap(([type]) =>
  local.filter(([other]) => other !== type).map(([other, kind]) => [type, other, kind] as const),
);

it.each(pairs)('%s does not take %s for a server of its own kind', async (type, _, kind) => {
  await using backend = await kind.start();
  const baseUrl = new URL(backend.baseUrl).origin + (type === 'ollama' ? '' : '/v1');
  const health = await connect(type, { ...backend, baseUrl }).health();
  expect(health).toMatchObject({ configured: true, reachable: false, error: { retryable: false } });
});

/** Started to see what its address looks like, and stopped again. */
async function started(starting: Promise<Backend>): Promise<Backend> {
  const backend = await starting;
  await backend[Symbol.asyncDispose]();
  return backend;
}
