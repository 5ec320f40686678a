import { describe, expect, it } from 'vitest';
import { readCost } from '../src/cost.js';
import { setUp } from './support/provider.js';

describe('the cost of an answer', () => {
  it('is what OpenRouter charged, in a stream as at once', async () => {
    await using setup = await setUp({ reply: { text: 'Hello there' } });
    const plain = (await setup.provider.chat('Hi')).usage;
    const streamed = (await setup.provider.stream('Hi').response).usage;
    expect(plain.cost).toMatchObject({ currency: 'USD', source: 'provider' });
    const { inputTokens = 0, outputTokens = 0 } = plain;
    expect(plain.cost?.total).toBeCloseTo((inputTokens * 2.5 + outputTokens * 10) / 1e6, 12);
    expect(plain.cost?.input).toBeCloseTo((inputTokens * 2.5) / 1e6, 12);
    expect(streamed).toEqual(plain);
    expect(plain.raw).toHaveProperty('cost_details');
  });

  it('is the fee and what the provider charges, with a key of your own', async () => {
    await using setup = await setUp({ reply: { text: 'Hello', byok: true } });
    const { usage } = await setup.provider.chat('Hi');
    const { inputTokens = 0, outputTokens = 0, cost } = usage;
    expect(cost?.total).toBeCloseTo(((inputTokens * 2.5 + outputTokens * 10) / 1e6) * 1.05, 12);
  });

  it('is summed up without the dust of binary fractions', () => {
    const usage = { cost: 0.1, is_byok: true, cost_details: { upstream_inference_cost: 0.2 } };
    expect(readCost(usage)?.total).toBe(0.3);
  });

  it('with a key of your own is made of its parts where no total is told, and else not known', () => {
    const parts = { upstream_inference_prompt_cost: 0.1, upstream_inference_completions_cost: 0.2 };
    expect(readCost({ cost: 0, is_byok: true, cost_details: parts })).toMatchObject({
      total: 0.3,
      input: 0.1,
    });
    expect(readCost({ cost: 0.01, is_byok: true })).toBeUndefined();
  });

  it('is 0 where it is told to be, and not known where it is not', () => {
    expect(readCost({ cost: 0 })).toEqual({ total: 0, currency: 'USD', source: 'provider' });
    for (const usage of [undefined, {}, { cost: null }, { cost: '1' }, { cost: -1 }])
      expect(readCost(usage)).toBeUndefined();
  });
});
