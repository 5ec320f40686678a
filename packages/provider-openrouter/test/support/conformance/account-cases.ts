import assert from 'node:assert/strict';
import type { ConformanceCase } from '@modelport/provider-testkit';

/** What OpenRouter tells of its models and of a key. */
export const accountCases: readonly ConformanceCase[] = [
  {
    id: 'openrouter-account/prices',
    title: 'models have their prices, in US dollars for a million tokens',
    reason: 'Contract, `ModelInfo.pricing`; on the wire prices are decimal texts for one token.',
    requires: ['wire'],
    async run(t) {
      const [model] = await t.provider().models();
      assert.deepEqual(model?.pricing, { input: 2.5, output: 10 });
      const { tools, temperature, seed } = model?.capabilities ?? {};
      assert.deepEqual({ tools, temperature, seed }, { tools: true, temperature: true, seed: false });
    },
  },
  ...(
    [
      ['left', 0.5, undefined],
      ['without-limit', null, undefined],
      ['spent', 0, 'INSUFFICIENT_FUNDS'],
      ['overdrawn', -0.5, 'INSUFFICIENT_FUNDS'],
    ] as const
  ).map(
    ([name, remaining, code]): ConformanceCase => ({
      id: `openrouter-account/key-${name}`,
      title: `a key with ${remaining} left is ${code === undefined ? 'healthy' : 'told to be spent'}`,
      reason: 'Health: a key whose limit is spent answers nothing, although OpenRouter is up.',
      requires: ['wire'],
      async run(t) {
        t.backend.reply('other', { body: { data: { limit_remaining: remaining } } });
        const { reachable, error } = await t.provider().health();
        assert.deepEqual([reachable, error?.code], [true, code]);
        assert.deepEqual(
          t.backend.requests.map(({ method, path }) => `${method} ${path}`),
          ['GET /api/v1/key'],
        );
      },
    }),
  ),
];
