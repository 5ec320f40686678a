import { createProviderFromDefinition, type Provider, type Usage } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { createRouter } from '../src/index.js';

/** A hosted provider that counts the tokens of an answer, and tells its cost where `usage` has it. */
const hosted = (usage: Usage): Provider =>
  createProviderFromDefinition(
    {
      ...{
        specVersion: 1,
        type: 'hosted',
        displayName: 'Hosted',
        packageName: 'test',
        packageVersion: '1.0.0',
      },
      ...{ location: 'cloud', capabilities: {}, settings: [] },
      create: () => ({
        async *stream() {
          yield [
            { type: 'text-delta', part: 0, text: 'Hello' },
            { type: 'usage', usage },
            { type: 'finish', finishReason: 'stop' },
          ];
        },
      }),
    },
    {},
  );

const spent = async (usage: Usage, price?: { input: number; output: number }) => {
  const limits = { costPerDay: 100 };
  const router = createRouter({ targets: [{ provider: hosted(usage), limits, price }] });
  await router.chat('Hi');
  return router.status().targets[0]?.limits.find(({ name }) => name === 'costPerDay')?.used;
};

describe('a limit of cost', () => {
  const counted = { inputTokens: 100_000, outputTokens: 200_000 };

  it('counts what the backend says that an answer has cost', async () => {
    const cost = { total: 0.25, currency: 'USD', source: 'provider' } as const;
    expect(await spent({ ...counted, cost }, { input: 1, output: 3 })).toBeCloseTo(0.25);
  });

  it('counts the tokens of the answer at the price of the target where the backend does not say', async () => {
    expect(await spent(counted, { input: 1, output: 3 })).toBeCloseTo(0.1 + 0.6);
  });

  it('counts nothing where nobody knows the price', async () => {
    expect(await spent(counted)).toBe(0);
  });
});
