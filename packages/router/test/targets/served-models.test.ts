import { describe, expect, it } from 'vitest';
import { modelAt, serves } from '../../src/targets/served-models.js';

const named = new Map([['fast', 'qwen3:8b']]);
const others = new Map([
  ['fast', 'qwen3:8b'],
  ['*', 'big'],
]);
const all = new Map([['*', '*']]);

describe('a target', () => {
  it('without a list serves any model, by its own name', () => {
    expect(serves(undefined, 'any')).toBe(true);
    expect(modelAt(undefined, 'any')).toBe('any');
  });

  it('serves the models that are named, under the names that they have there', () => {
    expect([serves(named, 'fast'), serves(named, 'qwen3:8b')]).toEqual([true, false]);
    expect(modelAt(named, 'fast')).toBe('qwen3:8b');
  });

  it('serves all others by "*": as one model, or each by its own name', () => {
    expect(serves(others, 'any')).toBe(true);
    expect([modelAt(others, 'fast'), modelAt(others, 'any')]).toEqual(['qwen3:8b', 'big']);
    expect([serves(all, 'any'), modelAt(all, 'any')]).toEqual([true, 'any']);
  });

  it('serves a call that asks for no model, with its default or what "*" is there', () => {
    for (const models of [undefined, named, all]) {
      expect(serves(models, undefined)).toBe(true);
      expect(modelAt(models, undefined)).toBeUndefined();
    }
    expect(modelAt(others, undefined)).toBe('big');
  });
});
