import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from '../../src/registry/suggest.js';

const types = ['openai-compatible', 'llamacpp', 'mock', 'ollama'];

describe('nearest', () => {
  it.each([
    ['olama', 'ollama'],
    ['ollma', 'ollama'],
    ['llama-cpp', 'llamacpp'],
    ['LLAMA_CPP', 'llamacpp'],
    ['openai_compatable', 'openai-compatible'],
    ['mok', 'mock'],
    ['mockk', 'mock'],
    ['mcok', 'mock'],
  ])('finds the one that %s was meant to be', (name, meant) => {
    expect(nearest(name, types)).toBe(meant);
  });

  it.each(['anthropic', 'x', '', 'gemini'])('finds none for %j, which is like none of them', (name) => {
    expect(nearest(name, types)).toBeUndefined();
  });

  it('prefers the one with the fewest differences', () => {
    expect(nearest('timeot', ['timer', 'timeout', 'time'])).toBe('timeout');
  });

  it('counts two letters that changed places as one difference', () => {
    expect(nearest('modle', ['model'])).toBe('model');
    expect(nearest('omdle', ['model'])).toBeUndefined();
    expect(nearest('elomd', ['model'])).toBeUndefined();
  });

  it('takes no more differences than it is told', () => {
    expect(nearest('opneai-compatibel', types, 1)).toBeUndefined();
    expect(nearest('opneai-compatible', types, 1)).toBe('openai-compatible');
    expect(nearest('Mock', types, 0)).toBe('mock');
  });

  it('finds nothing among nothing', () => {
    expect(nearest('mock', [])).toBeUndefined();
  });
});

describe('didYouMean', () => {
  it('asks, as the next sentence of a message', () => {
    expect(didYouMean('basUrl', ['baseUrl', 'model'])).toBe(' Did you mean "baseUrl"?');
  });

  it('says nothing where nothing is near', () => {
    expect(didYouMean('zzz', ['baseUrl', 'model'])).toBe('');
  });
});
