import { describe, expect, it } from 'vitest';
import type { Observer } from '../../src/contract.js';
import { createProvider, createProviderFromDefinition } from '../../src/provider/create-provider.js';
import type { OpenOptions } from '../../src/provider-types.js';
import { createRegistry } from '../../src/registry/registry.js';
import { compositeOf } from '../support/composite.js';
import { errorOf } from '../support/scripted.js';

const observe: Observer = () => undefined;
const other: Observer = () => undefined;
const prices = { priceOf: () => ({ total: 1 }) };

describe('a composite', () => {
  it('is the very provider that its definition creates, with nothing around it', () => {
    const { definition, created } = compositeOf();
    const registry = createRegistry();
    registry.register(definition);
    const options = { name: 'front', model: 'small', targets: ['a'], timeout: 5, maxRetries: 0 };
    const provider = createProvider('many', options, { registry });
    expect(provider).toBe(created[0]?.provider);
    expect(created[0]).toMatchObject({ options, context: { name: 'front', type: 'many' } });
    expect(createProviderFromDefinition(definition, {})).toBe(created[1]?.provider);
  });

  it('is told of no members outside of a set, nor of a `fetch`', () => {
    const { definition, created } = compositeOf();
    createProviderFromDefinition(definition, {});
    expect(Object.keys(created[0]?.context ?? {}).sort()).toEqual(['name', 'observers', 'prices', 'type']);
  });

  it('asks for its observers at each use: the registry’s, which may come later, then its own', () => {
    const { definition, created } = compositeOf();
    const registry = createRegistry();
    registry.register(definition);
    createProvider('many', { observe }, { registry });
    const observers = created[0]?.context.observers;
    expect(observers?.()).toEqual([observe]);
    registry.observe = other;
    expect(observers?.()).toEqual([other, observe]);
    createProviderFromDefinition(definition, {});
    expect(created[1]?.context.observers?.()).toEqual([]);
  });

  it('asks for its prices at each use: its own, else the registry’s, which may come later', () => {
    const { definition, created } = compositeOf();
    const registry = createRegistry();
    registry.register(definition);
    createProvider('many', {}, { registry });
    createProvider('many', { prices }, { registry });
    expect(created[0]?.context.prices?.()).toBeUndefined();
    registry.prices = { priceOf: () => undefined };
    expect(created[0]?.context.prices?.()).toBe(registry.prices);
    expect(created[1]?.context.prices?.()).toBe(prices);
  });

  it.each<[string, unknown]>([
    ['baseUrl', 'http://127.0.0.1:1'],
    ['apiKey', 'sk-live-4f9a'],
    ['fetch', fetch],
    ['models', ['small']],
  ])('has no option %s, which belongs to its targets', async (name, value) => {
    const { definition, created } = compositeOf();
    const error = await errorOf(() => createProviderFromDefinition(definition, { [name]: value }));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: name, type: 'many' });
    expect(error.message).toMatch(/It belongs to the targets\. Its options: .*\btargets/);
    expect(error.message).not.toContain('4f9a');
    expect(error.candidates).not.toContain(name);
    expect(created).toEqual([]);
  });

  it('has them where its definition declares them', () => {
    const { definition, created } = compositeOf();
    const models = { name: 'models', kind: 'json', description: 'Its own.' } as const;
    createProviderFromDefinition({ ...definition, settings: [models] }, { models: { small: 'tiny' } });
    expect(created[0]?.options).toEqual({ models: { small: 'tiny' } });
  });

  it.each<[OpenOptions, string]>([
    [{ target: [] }, 'target'],
    [{ timeout: -1 }, 'timeout'],
    [{ headers: { 'x-a': 'b\nc' } }, 'headers["x-a"]'],
  ])('has its options checked before it is created: %o', async (options, setting) => {
    const { definition, created } = compositeOf();
    const error = await errorOf(() => createProviderFromDefinition(definition, options));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting });
    expect(created).toEqual([]);
  });
});
