import type { Reasoning } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { modelFacts } from '../src/model-facts.js';
import { write } from './support/write.js';

const asked = (model: string, reasoning: Reasoning, more: object = {}) => {
  const { body, warnings } = write({ model, reasoning, ...more });
  return { thinking: body.thinking, effort: body.output_config?.effort, warnings };
};
const adaptive = { type: 'adaptive', display: 'summarized' };
const weather = { name: 'get_weather', parameters: { type: 'object' } };

describe('what is known of a model', () => {
  it.each([
    ['claude-fable-5', 'always', false],
    ['claude-mythos-preview', 'always', false],
    ['claude-sonnet-5', 'adaptive', false],
    ['claude-opus-4-8', 'adaptive', false],
    ['Claude-Opus-4-8', 'adaptive', false],
    ['anthropic.claude-opus-4-7', 'adaptive', false],
    ['claude-opus-6-20270101', 'adaptive', false],
    ['claude-opus-4-6', 'adaptive', true],
    ['us.anthropic.claude-sonnet-4-6-v1:0', 'adaptive', true],
    ['claude-opus-4-5-20251101', 'budget', true],
    ['claude-sonnet-4-5', 'budget', true],
    ['claude-haiku-4-5@20251001', 'budget', true],
    ['claude-opus-4-1', 'budget', true],
    ['claude-sonnet-4-20250514', 'budget', true],
    ['claude-3-7-sonnet-20250219', 'budget', true],
    ['claude-3-5-haiku-20241022', 'none', true],
    ['claude-3-haiku-20240307', 'none', true],
    ['claude-2.1', 'none', true],
  ])('%s thinks: %s', (model, thinking, takesSampling) => {
    expect(modelFacts(model)).toMatchObject({ isClaude: true, thinking, takesSampling });
  });

  it.each(['qwen3:8b', '', undefined])('of no Claude, only what every server understands: %s', (model) => {
    expect(modelFacts(model)).toMatchObject({ isClaude: false, thinking: 'budget', takesSampling: true });
  });
});

describe('thinking', () => {
  it('is not mentioned where nothing is asked', () => {
    expect(write({ model: 'claude-sonnet-5' }).body).not.toHaveProperty('thinking');
  });

  it.each([
    ['minimal', 'low'],
    ['low', 'low'],
    ['medium', 'medium'],
    ['high', 'high'],
    ['xhigh', 'xhigh'],
    ['max', 'max'],
  ] as const)('is left to a newer model, with an effort: %s', (effort, wire) => {
    expect(asked('claude-sonnet-5', { effort })).toEqual({ thinking: adaptive, effort: wire, warnings: [] });
  });

  it('has an effort that the model knows, and not more than was asked for', () => {
    expect(asked('claude-opus-4-6', { effort: 'xhigh' })).toMatchObject({
      thinking: adaptive,
      effort: 'high',
    });
    expect(asked('claude-opus-4-6', { effort: 'max' }).effort).toBe('max');
  });

  it('is left to the model altogether where no effort is given', () => {
    expect(asked('claude-sonnet-5', { enabled: true })).toEqual({
      ...{ thinking: adaptive, effort: undefined, warnings: [] },
    });
  });

  it.each([
    ['minimal', 1600],
    ['low', 3200],
    ['medium', 8000],
    ['high', 12_800],
    ['xhigh', 15_200],
    ['max', 15_200],
  ] as const)('has a share of max_tokens as its budget in older models: %s', (effort, budget_tokens) => {
    const wanted = { thinking: { type: 'enabled', budget_tokens }, effort: undefined, warnings: [] };
    expect(asked('claude-haiku-4-5', { effort })).toEqual(wanted);
    expect(asked('local-model', { effort })).toEqual(wanted);
  });

  it('has at least the smallest budget that the API takes, and less than max_tokens', () => {
    const budget = (maxTokens: number) => asked('claude-haiku-4-5', { enabled: true }, { maxTokens });
    expect(budget(4000).thinking).toEqual({ type: 'enabled', budget_tokens: 2000 });
    expect(budget(1025).thinking).toEqual({ type: 'enabled', budget_tokens: 1024 });
    expect(budget(1024)).toEqual({
      ...{ thinking: undefined, effort: undefined },
      warnings: [expect.stringMatching(/^reasoning: .*above 1024, and there are 1024\.$/)],
    });
  });

  it('is switched off where that can be', () => {
    const off = { thinking: { type: 'disabled' }, effort: undefined, warnings: [] };
    for (const model of ['claude-sonnet-5', 'claude-haiku-4-5', 'local-model']) {
      expect(asked(model, { enabled: false })).toEqual(off);
      expect(asked(model, { effort: 'none' })).toEqual(off);
    }
    const always = asked('claude-fable-5', { enabled: false });
    expect(always.thinking).toBeUndefined();
    expect(always.warnings).toEqual([expect.stringContaining('"claude-fable-5" always thinks')]);
    expect(asked('claude-3-haiku-20240307', { effort: 'none' })).toMatchObject({ warnings: [] });
  });

  it('is not asked of a model that cannot', () => {
    const { thinking, warnings } = asked('claude-3-haiku-20240307', { effort: 'high' });
    expect([thinking, warnings]).toEqual([undefined, [expect.stringContaining('cannot think')]]);
  });

  it('gives way to a tool that must be called, as Claude does not do both', () => {
    const forced = { tools: [weather], toolChoice: 'required' };
    const { thinking, warnings } = asked('claude-sonnet-5', { effort: 'high' }, forced);
    expect([thinking, warnings]).toEqual([undefined, [expect.stringContaining('toolChoice "auto"')]]);
    expect(asked('local-model', { effort: 'high' }, forced).thinking).toBeDefined();
    for (const toolChoice of ['auto', 'none']) {
      const free = asked('claude-sonnet-5', { effort: 'high' }, { tools: [weather], toolChoice });
      expect(free.thinking).toEqual(adaptive);
    }
  });

  it("is as Anthropic's own options say where they say it", () => {
    const of = (options: object, model = 'claude-haiku-4-5') =>
      asked(model, { effort: 'low' }, { providerOptions: options });
    expect(of({ thinking: { type: 'enabled', budgetTokens: 2000, display: 'omitted' } }).thinking).toEqual({
      ...{ type: 'enabled', budget_tokens: 2000, display: 'omitted' },
    });
    expect(of({ thinking: { type: 'adaptive' } }).thinking).toEqual({ type: 'adaptive' });
    expect(of({ thinking: { type: 'disabled' } }).thinking).toEqual({ type: 'disabled' });
    expect(of({ effort: 'max' }, 'claude-sonnet-5')).toMatchObject({ thinking: adaptive, effort: 'max' });
    // With both, nothing of `reasoning` is used, nor warned of.
    const all = of({ thinking: { type: 'disabled' }, effort: 'low' }, 'claude-3-haiku-20240307');
    expect(all).toEqual({ thinking: { type: 'disabled' }, effort: 'low', warnings: [] });
  });
});

describe('sampling', () => {
  const sampled = (model: string, request: object) => {
    const { body, warnings } = write({ model, ...request });
    const { temperature, top_p, top_k } = body;
    return { sent: { temperature, top_p, top_k }, warned: warnings.map((warning) => warning.split(':')[0]) };
  };
  const all = { temperature: 0.5, topP: 0.9, topK: 5 };

  it('is sent to servers of other models as it is given', () => {
    const sent = { temperature: 0.5, top_p: 0.9, top_k: 5 };
    expect(sampled('local-model', all)).toEqual({ sent, warned: [] });
    expect(sampled('local-model', { ...all, reasoning: { effort: 'high' } })).toEqual({ sent, warned: [] });
  });

  it('is left out for newer models, but for the values that change nothing', () => {
    expect(sampled('claude-sonnet-5', all)).toEqual({
      ...{ sent: {}, warned: ['temperature', 'topP', 'topK'] },
    });
    expect(sampled('claude-sonnet-5', { temperature: 1, topP: 0.99 })).toEqual({
      ...{ sent: { temperature: 1, top_p: 0.99 }, warned: [] },
    });
    expect(sampled('claude-sonnet-5', { topP: 0.98 }).warned).toEqual(['topP']);
    expect(write({ model: 'claude-sonnet-5', topK: 5 }).warnings[0]).toContain('"claude-sonnet-5"');
  });

  it('takes one of temperature and topP in older models', () => {
    expect(sampled('claude-haiku-4-5', all)).toEqual({
      ...{ sent: { temperature: 0.5, top_k: 5 }, warned: ['topP'] },
    });
    const { temperature: _, ...rest } = all;
    expect(sampled('claude-haiku-4-5', rest)).toEqual({ sent: { top_p: 0.9, top_k: 5 }, warned: [] });
  });

  it('is hardly possible while an older model thinks', () => {
    const reasoning = { effort: 'low' };
    expect(sampled('claude-haiku-4-5', { ...all, reasoning })).toEqual({
      ...{ sent: {}, warned: ['temperature', 'topP', 'topK'] },
    });
    expect(sampled('claude-haiku-4-5', { temperature: 1, topP: 0.95, reasoning }).sent).toEqual({
      ...{ temperature: 1, top_p: 0.95 },
    });
    expect(write({ model: 'claude-haiku-4-5', topK: 5, reasoning: { effort: 'low' } }).warnings[0]).toContain(
      'while it thinks',
    );
    expect(sampled('claude-haiku-4-5', { topK: 5, reasoning: { enabled: false } }).warned).toEqual([]);
  });
});
