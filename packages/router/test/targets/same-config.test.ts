import { createProvider, type Provider } from '@modelport/core';
import '@modelport/provider-mock';
import { describe, expect, it } from 'vitest';
import { readTargets } from '../../src/read-targets.js';
import type { RouterTarget } from '../../src/router-options.js';
import { sameConfig } from '../../src/targets/same-config.js';
import type { TargetConfig } from '../../src/targets/target.js';

const provider = createProvider('mock', { name: 'a' }) as Provider;
const observe = () => undefined;

function configOf(changes: Partial<RouterTarget> = {}): TargetConfig {
  const target: RouterTarget = {
    provider,
    ...{ weight: 2, priority: 3, contextLength: 4_000 },
    models: { fast: 'small', '*': '*' },
    options: { temperature: 0.5, stop: ['x'], timeout: 100, observe, headers: { 'x-a': '1' } },
    limits: { concurrent: 2, key: 'k' },
    price: { input: 1, output: 2 },
    ...changes,
  };
  const [config] = readTargets([target], { members: undefined, prices: () => undefined });
  if (!config) throw new Error('The target is not enabled.');
  return config;
}

describe('targets that options say the same of', () => {
  it('are those of equal options in other objects', () => {
    expect(sameConfig(configOf(), configOf())).toBe(true);
  });

  it('are those without any, too', () => {
    const bare = () =>
      configOf({ models: undefined, options: undefined, limits: undefined, price: undefined });
    expect(sameConfig(bare(), bare())).toBe(true);
  });

  it.each<Partial<RouterTarget>>([
    { provider: createProvider('mock', { name: 'a' }) as Provider },
    { name: 'b' },
    { weight: 3 },
    { priority: 1 },
    { contextLength: 1 },
    { models: { fast: 'large', '*': '*' } },
    { models: ['fast'] },
    { models: undefined },
    { options: undefined },
    { options: { temperature: 0.5, stop: ['y'], timeout: 100, observe, headers: { 'x-a': '1' } } },
    { options: { temperature: 0.5, stop: ['x'], timeout: 200, observe, headers: { 'x-a': '1' } } },
    { options: { temperature: 0.5, stop: ['x'], timeout: 100, observe, headers: { 'x-a': '2' } } },
    {
      options: {
        ...{ temperature: 0.5, stop: ['x'], timeout: 100, headers: { 'x-a': '1' } },
        observe: () => undefined,
      },
    },
    { limits: { concurrent: 2 } },
    { limits: { concurrent: 3, key: 'k' } },
    { limits: { concurrent: 2, key: 'k', queue: 1 } },
    { price: { input: 1, output: 3 } },
    { price: undefined },
  ])('are not those with %j', (changes) => {
    expect(sameConfig(configOf(), configOf(changes))).toBe(false);
    expect(sameConfig(configOf(changes), configOf())).toBe(false);
  });
});
