import assert from 'node:assert/strict';
import type { ConformanceCase } from '@modelport/provider-testkit';

/** What one embedding request can say to OpenRouter alone, and what its answer tells. */
export const embedCases: readonly ConformanceCase[] = [
  {
    id: 'openrouter-embed/options',
    title: 'every option of an embedding request has its place on the wire',
    reason: 'OpenRouterEmbedOptions; preferences go over those of the provider, each for itself.',
    requires: ['wire'],
    async run(t) {
      t.backend.reply(
        'embed',
        t.wire.embeddings?.([[1, 2]], { inputTokens: 3, outputTokens: 0 }) ?? { body: '' },
      );
      const provider = t.provider({ providerPreferences: { zdr: true }, fallbackModels: ['a/b'] });
      const { usage } = await provider.embed({
        input: 'one',
        providerOptions: {
          openrouter: {
            inputType: 'search_query',
            sessionId: 'session',
            user: 'user-1',
            providerPreferences: { allowFallbacks: false },
          },
        },
      });
      const sent = t.backend.requestsFor('embed')[0]?.body as Readonly<Record<string, unknown>> | undefined;
      const { model, input, encoding_format: _format, ...rest } = sent ?? {};
      assert.deepEqual([model, input], [t.model, ['one']]);
      assert.deepEqual(rest, {
        input_type: 'search_query',
        session_id: 'session',
        user: 'user-1',
        provider: { zdr: true, allow_fallbacks: false },
      });
      assert.deepEqual(usage.cost, { total: 0.000_002, currency: 'USD', source: 'provider' });
    },
  },
  ...(
    [
      ['verbosity', 'low', /no request option "verbosity"\. Accepted: providerPreferences, inputType/],
      ['sessionId', 's'.repeat(257), /takes a text of up to 256 characters/],
      ['providerPreferences', 7, /Provider preferences are an object/],
    ] as const
  ).map(
    ([name, value, message]): ConformanceCase => ({
      id: `openrouter-embed/wrong-${name}`,
      title: `${name} of ${JSON.stringify(value).slice(0, 30)} is refused before anything is sent`,
      reason: 'OpenRouterEmbedOptions: OpenRouter drops what it does not know without a word.',
      requires: ['wire'],
      async run(t) {
        const asking = t
          .provider()
          .embed({ input: 'one', providerOptions: { openrouter: { [name]: value } } });
        const setting = `providerOptions.openrouter.${name}`;
        await assert.rejects(asking, { code: 'REQUEST_INVALID', setting, message });
        assert.equal(t.backend.requests.length, 0);
      },
    }),
  ),
  {
    id: 'openrouter-embed/no-cost',
    title: 'embeddings whose cost is not told have none that is known',
    reason: 'Contract, `Usage.cost`.',
    requires: ['wire'],
    async run(t) {
      t.backend.reply('embed', {
        body: {
          object: 'list',
          data: [{ index: 0, embedding: [1] }],
          usage: { prompt_tokens: 1, total_tokens: 1 },
        },
      });
      const { usage } = await t.provider().embed('one');
      assert.deepEqual([usage.inputTokens, usage.cost], [1, null]);
    },
  },
];
