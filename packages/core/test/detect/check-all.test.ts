import { describe, expect, it } from 'vitest';
import type { Provider, ProviderDriver } from '../../src/contract.js';
import { checkProviders } from '../../src/detect/check-all.js';
import { ProviderError } from '../../src/errors.js';
import { wrapProvider } from '../../src/provider/wrap-provider.js';
import { createRegistry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { hang, providerOf } from '../support/scripted.js';

const well: Partial<ProviderDriver> = {
  checkHealth: async () => ({ reachable: true, hasModel: true, modelId: 'm1' }),
};
const named = (name: string, driver: Partial<ProviderDriver> = well, baseUrl?: string) =>
  providerOf(driver, {}, { name, model: 'm0', baseUrl });

/** A provider that counts how often it was asked. */
function counting(name: string, baseUrl?: string): { provider: Provider; asked: () => number } {
  let asked = 0;
  const provider = named(name, { checkHealth: async () => ({ reachable: ++asked > 0 }) }, baseUrl);
  return { provider, asked: () => asked };
}

describe('checking providers', () => {
  it('answers by name, with what each says of itself', async () => {
    const down = named('down', {
      checkHealth: async () => {
        throw new ProviderError({ code: 'BACKEND_UNREACHABLE', message: 'refused' });
      },
    });
    const statuses = await checkProviders([named('up'), down]);
    expect(Object.keys(statuses)).toEqual(['up', 'down']);
    expect(statuses['up']).toMatchObject({ reachable: true, hasModel: true, modelId: 'm1' });
    expect(statuses['down']).toMatchObject({
      configured: true,
      reachable: false,
      error: { code: 'BACKEND_UNREACHABLE' },
    });
  });

  it('asks all of them at once', async () => {
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const waiting = named('waiting', { checkHealth: () => opened.then(() => ({ reachable: true })) });
    const opening = named('opening', {
      checkHealth: async () => {
        open();
        return { reachable: true };
      },
    });
    const { waiting: status } = await checkProviders([waiting, opening]);
    expect(status).toMatchObject({ reachable: true });
  });

  it('waits for none beyond its time limit, and says which one was too slow', async () => {
    const slow = named('slow', { checkHealth: hang });
    const endless: Provider = wrapProvider(named('endless'), { health: () => new Promise(() => {}) });
    const statuses = await checkProviders([slow, endless, named('up')], { timeout: 1_000 });
    expect(statuses['up']).toMatchObject({ reachable: true });
    for (const name of ['slow', 'endless'])
      expect(statuses[name]).toMatchObject({
        name,
        reachable: false,
        error: { code: 'TIMEOUT', provider: name, timer: 'total' },
      });
  });

  it('takes what a broken provider throws for its state', async () => {
    const rejecting = wrapProvider(named('rejecting'), { health: () => Promise.reject(new Error('odd')) });
    const throwing = wrapProvider(named('throwing'), {
      health: () => {
        throw new Error('odder');
      },
    });
    const statuses = await checkProviders([rejecting, throwing, named('up')]);
    expect(statuses['rejecting']).toMatchObject({ reachable: false, error: { message: 'odd' } });
    expect(statuses['throwing']).toMatchObject({ reachable: false, error: { message: 'odder' } });
    expect(statuses['up']).toMatchObject({ reachable: true });
  });

  it('judges a cloud service by its configuration, unless it is to ask', async () => {
    const { provider, asked } = counting('far', 'https://api.example.com/v1');
    expect((await checkProviders([provider]))['far']).toEqual({
      name: 'far',
      type: 'scripted',
      baseUrl: 'https://api.example.com/v1',
      modelId: 'm0',
      configured: true,
      reachable: undefined,
      hasModel: undefined,
      latencyMs: 0,
    });
    expect(asked()).toBe(0);
    expect((await checkProviders([provider], { probeCloud: true }))['far']).toMatchObject({
      reachable: true,
    });
    expect(asked()).toBe(1);
  });

  it('asks a type for the cloud where its address is nearby, and a local type at any address', async () => {
    const registry = createRegistry();
    const askedOf = async (location: 'local' | 'cloud', baseUrl?: string) => {
      registry.register(definitionOf({ type: 'scripted', location }));
      const { provider, asked } = counting('one', baseUrl);
      await checkProviders([provider], { registry });
      return asked();
    };
    expect(await askedOf('cloud')).toBe(0);
    expect(await askedOf('cloud', 'https://api.example.com')).toBe(0);
    expect(await askedOf('cloud', 'http://127.0.0.1:8080')).toBe(1);
    expect(await askedOf('local')).toBe(1);
    expect(await askedOf('local', 'https://gpu.example.com')).toBe(1);
  });

  it('gives nothing for nobody', async () => {
    expect(await checkProviders([])).toEqual({});
  });
});
