import { describe, expect, it } from 'vitest';
import { checkAllProviders } from '../../src/detect/check-all-providers.js';
import type { AnyDefinition } from '../../src/registry/check-definition.js';
import { createRegistry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { hang, providerOf, scriptedDriver } from '../support/scripted.js';

const key = { name: 'apiKey', kind: 'secret', description: 'The key.', required: true } as const;
const url = (address: string) =>
  ({ name: 'baseUrl', kind: 'url', description: 'Where.', default: address }) as const;

function typeOf(type: string, changes: Partial<AnyDefinition> = {}): AnyDefinition {
  const checkHealth = async () => ({ reachable: true, hasModel: true, modelId: `${type}-model` });
  return definitionOf({
    type,
    packageName: type,
    location: 'local',
    create: () => ({ ...scriptedDriver([]), checkHealth }),
    ...changes,
  });
}

function registryOf(...definitions: readonly AnyDefinition[]) {
  const registry = createRegistry();
  for (const definition of definitions) registry.register(definition);
  return registry;
}

const cloud = { location: 'cloud', settings: [key, url('https://api.example.com/v1')] } as const;

describe('checking every registered type', () => {
  it('tells of each, in their order, whether it is configured, answers and has a model', async () => {
    const registry = registryOf(
      typeOf('openai', cloud),
      typeOf('ollama', { settings: [url('http://127.0.0.1:1')] }),
    );
    const statuses = await checkAllProviders({
      registry,
      env: { OPENAI_API_KEY: 'sk-1', OPENAI_MODEL: 'm1' },
    });
    expect(Object.keys(statuses)).toEqual(['openai', 'ollama']);
    expect(statuses['openai']).toEqual({
      name: 'openai',
      type: 'openai',
      baseUrl: 'https://api.example.com/v1',
      modelId: 'm1',
      configured: true,
      reachable: undefined,
      hasModel: undefined,
      latencyMs: 0,
    });
    expect(statuses['ollama']).toMatchObject({
      type: 'ollama',
      baseUrl: 'http://127.0.0.1:1',
      configured: true,
      reachable: true,
      hasModel: true,
      modelId: 'ollama-model',
    });
  });

  it('says of a type what it lacks', async () => {
    const { openai } = await checkAllProviders({ registry: registryOf(typeOf('openai', cloud)), env: {} });
    expect(openai).toMatchObject({
      configured: false,
      reachable: undefined,
      error: { code: 'SETTING_MISSING', setting: 'apiKey', provider: 'openai' },
    });
    expect(openai?.error?.message).toContain('OPENAI_API_KEY');
  });

  it('misses a key where the address that the environment has by default is a cloud’s', async () => {
    const environment = { names: ['ANY_BASE_URL'], default: 'https://api.example.com/v1' };
    const settings = [
      { ...url('http://127.0.0.1:1/v1'), environment },
      { ...key, required: false },
    ];
    const registry = registryOf(typeOf('any', { location: 'any', settings }));
    const check = async (env: Record<string, string>) => (await checkAllProviders({ registry, env }))['any'];
    expect(await check({})).toMatchObject({
      configured: false,
      error: {
        code: 'SETTING_MISSING',
        setting: 'apiKey',
        candidates: ['apiKey', 'ANY_API_KEY', 'any_api_key'],
      },
    });
    expect(await check({ ANY_API_KEY: 'sk-1' })).toMatchObject({ configured: true });
    expect(await check({ ANY_BASE_URL: 'https://own.example.com/v1' })).toMatchObject({ configured: true });
  });

  it('asks cloud services where it is told to', async () => {
    const registry = registryOf(typeOf('openai', cloud));
    const options = { registry, env: { OPENAI_API_KEY: 'sk-1' }, probeCloud: true };
    expect((await checkAllProviders(options))['openai']).toMatchObject({ reachable: true });
  });

  it('lets none hold up or break another', async () => {
    const registry = registryOf(
      typeOf('slow', { create: () => ({ ...scriptedDriver([]), checkHealth: hang }) }),
      typeOf('broken', {
        create: () => {
          throw new Error('odd');
        },
      }),
      typeOf('well'),
    );
    const statuses = await checkAllProviders({ registry, env: {}, timeout: 1_000 });
    expect(statuses['slow']).toMatchObject({ reachable: false, error: { code: 'TIMEOUT' } });
    expect(statuses['broken']).toMatchObject({ configured: false, error: { message: 'odd' } });
    expect(statuses['well']).toMatchObject({ reachable: true });
  });

  it('checks providers of one’s own too, in place of the type whose name they have', async () => {
    const checkHealth = async () => ({ reachable: true, modelId: 'own' });
    const own = [
      providerOf({ checkHealth }, {}, { name: 'well' }),
      providerOf({ checkHealth }, {}, { name: 'mine' }),
    ];
    let made = 0;
    const create = () => {
      made += 1;
      return scriptedDriver([]);
    };
    const registry = registryOf(typeOf('well', { create }));
    const statuses = await checkAllProviders({ registry, env: {}, providers: own });
    expect(made).toBe(0);
    expect(statuses).toMatchObject({ well: { modelId: 'own' }, mine: { modelId: 'own' } });
  });

  it('leaves out what has no backend of its own', async () => {
    const registry = registryOf(typeOf('router', { composite: true }));
    expect(await checkAllProviders({ registry, env: {} })).toEqual({});
  });
});
