import type { ModelInfo } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../src/choose/choose-model.js';

const model = (id: string, more: Partial<ModelInfo> = {}): ModelInfo => ({
  id,
  name: id,
  capabilities: {},
  source: 'live',
  provider: 'test',
  ...more,
});

describe('the model that nobody named', () => {
  it('is the first that can chat', () => {
    const models = [
      model('a', { capabilities: { chat: false } }),
      model('nomic-embed-text'),
      model('b'),
      model('c'),
    ];
    expect(chooseModel(models)?.id).toBe('b');
  });

  it('is one in memory, where there is one', () => {
    expect(chooseModel([model('a'), model('b', { loaded: true })])?.id).toBe('b');
  });

  it('is none where none can chat', () => {
    expect(chooseModel([model('text-embedding-3-small')])).toBeUndefined();
  });

  it('may be called after embedding where it says that it can chat', () => {
    expect(chooseModel([model('my-embedding-mix', { capabilities: { chat: true } })])?.id).toBe(
      'my-embedding-mix',
    );
  });
});
