import assert from 'node:assert/strict';
import type { ChatResponse, ProviderError } from '@modelport/core';
import {
  type CaseContext,
  type ConformanceCase,
  responseSteps,
  streamSteps,
} from '@modelport/provider-testkit';

type Json = Readonly<Record<string, unknown>>;

const citation = {
  type: 'url_citation',
  url_citation: { url: 'https://a.example', title: 'A', content: 'quote' },
};
const file = { type: 'file', file: { hash: 'abc', name: 'a.pdf' } };

/** What this provider keeps of an answer beyond the contract. */
export const answerCases: readonly ConformanceCase[] = [
  {
    id: 'openrouter-answers/facts',
    title: 'who really answered, and how, is in the providerData of the answer',
    reason: 'OpenRouter routes a model to many providers; bills and bugs are told apart by them.',
    requires: ['wire'],
    async run(t) {
      const facts = {
        provider: 'Acme',
        service_tier: 'flex',
        openrouter_metadata: { strategy: 'direct' },
        debug: { a: 1 },
      };
      for (const response of await bothWays(t, {
        said: { content: 'Hi' },
        facts,
        finish: { native_finish_reason: 'end_turn' },
      })) {
        assert.deepEqual(response.providerData, {
          type: 'openrouter',
          data: { ...facts, native_finish_reason: 'end_turn' },
        });
      }
    },
  },
  {
    id: 'openrouter-answers/later-facts',
    title: 'a later fact replaces an earlier one, and null replaces none',
    reason: 'Most facts are on every event, some only on the last one.',
    requires: ['wire'],
    async run(t) {
      const [first, second] = [
        event({ content: 'Hi' }, { provider: 'Acme', debug: null }),
        event({ content: '!' }, { provider: 'Beta' }),
      ];
      const end = event({}, { provider: null }, { finish_reason: 'stop', native_finish_reason: null });
      t.backend.reply('chat', streamSteps(t.wire, [first, second, end].map(t.wire.frame)));
      const { providerData } = await t.provider().stream('Hi').response;
      assert.deepEqual(providerData, { type: 'openrouter', data: { provider: 'Beta' } });
    },
  },
  {
    id: 'openrouter-answers/no-facts',
    title: 'an answer that tells nothing of itself has no providerData',
    reason: 'Contract, `ChatResponse.providerData`: what the backend said beyond the contract.',
    requires: ['wire'],
    async run(t) {
      for (const response of await bothWays(t, { said: { content: 'Hi' } })) {
        assert.ok(!('providerData' in response));
      }
    },
  },
  {
    id: 'openrouter-answers/annotations',
    title: 'citations are sources, and what was read of files is kept for the next request',
    reason: 'OpenRouter reads a PDF once, and knows it again by its annotation.',
    requires: ['wire'],
    async run(t) {
      for (const response of await bothWays(t, {
        said: { content: 'Hi', annotations: [citation, file, null] },
      })) {
        assert.deepEqual(
          response.sources?.map(({ url, title, quote }) => ({ url, title, quote })),
          [{ url: 'https://a.example', title: 'A', quote: 'quote' }],
        );
        assert.deepEqual(response.providerData?.data, { annotations: [file, null] });
      }
    },
  },
  {
    id: 'openrouter-answers/citations-alone',
    title: 'citations alone are no annotations to keep',
    reason: 'They are told as sources already.',
    requires: ['wire'],
    async run(t) {
      for (const response of await bothWays(t, { said: { content: 'Hi', annotations: [citation] } })) {
        assert.ok(!('providerData' in response));
      }
    },
  },
  {
    id: 'openrouter-answers/annotations-in-pieces',
    title: 'annotations of several events are one list',
    reason: 'Each file is told as soon as it was read.',
    requires: ['wire'],
    async run(t) {
      const second = { type: 'file', file: { hash: 'def' } };
      const events = [
        event({ annotations: [file] }),
        event({ content: 'Hi' }),
        event({ annotations: [second] }),
      ];
      const frames = [...events, event({}, {}, { finish_reason: 'stop' })].map(t.wire.frame);
      t.backend.reply('chat', streamSteps(t.wire, frames));
      const { providerData } = await t.provider().stream('Hi').response;
      assert.deepEqual(providerData?.data, { annotations: [file, second] });
    },
  },
  {
    id: 'openrouter-answers/details-data',
    title: 'details are in the providerData of the thoughts, text alone is marked as such',
    reason: 'Contract, `ProviderData`: messages are stored as JSON and sent back by another process.',
    requires: ['wire'],
    async run(t) {
      const details = [{ type: 'reasoning.summary', summary: 'One.', index: 0 }];
      for (const [said, data] of [
        [{ reasoning: 'One.', reasoning_details: details, content: 'Hi' }, { reasoning_details: details }],
        [{ reasoning: 'One.', content: 'Hi' }, { field: 'reasoning' }],
        [{ reasoning_content: 'One.', content: 'Hi' }, { field: 'reasoning' }],
      ] as const) {
        for (const { message } of await bothWays(t, { said })) {
          assert.deepEqual(message.content[0], {
            type: 'reasoning',
            text: 'One.',
            providerData: { type: 'openrouter', data },
          });
        }
      }
    },
  },
  {
    id: 'openrouter-answers/partial-without-cost',
    title: 'what had come of a failed answer has no known cost where none was told',
    reason: 'Contract, `ChatResponse.usage`: the cost is `null` where it is not known.',
    requires: ['wire'],
    async run(t) {
      const error = { code: 502, message: 'The model broke off.' };
      const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
      t.backend.reply('chat', { body: { error, usage, choices: [{ message: { content: 'Half' } }] } });
      await assert.rejects(t.provider().chat('Hi'), ({ partial }: ProviderError) => {
        assert.deepEqual(
          [partial?.text, partial?.usage.outputTokens, partial?.usage.cost],
          ['Half', 2, null],
        );
        return true;
      });
    },
  },
  {
    id: 'openrouter-answers/odd-choices',
    title: 'an event without choices, and a choice that is none, do no harm',
    reason: 'Fault F29: what is not known is passed over.',
    faults: ['F29'],
    requires: ['wire'],
    async run(t) {
      const odd = [
        { id: 'gen-1', choices: [] },
        { id: 'gen-1', choices: [null] },
        { id: 'gen-1' },
        event({}),
      ];
      const frames = [...odd, event({ content: 'Hi' }), event({}, {}, { finish_reason: 'stop' })].map(
        t.wire.frame,
      );
      t.backend.reply('chat', streamSteps(t.wire, frames));
      assert.equal((await t.provider().stream('Hi').response).text, 'Hi');
    },
  },
];

function event(delta: Json, facts: Json = {}, choice: Json = {}): Json {
  return { id: 'gen-1', ...facts, choices: [{ index: 0, delta, finish_reason: null, ...choice }] };
}

/** The same answer, plain and streamed. */
async function bothWays(
  t: CaseContext,
  { said, facts = {}, finish = {} }: { said: Json; facts?: Json; finish?: Json },
): Promise<readonly ChatResponse[]> {
  const end = { finish_reason: 'stop', ...finish };
  t.backend.reply(
    'chat',
    responseSteps({ body: { id: 'gen-1', ...facts, choices: [{ index: 0, message: said, ...end }] } }),
  );
  const plain = await t.provider().chat('Hi');
  t.backend.reply('chat', streamSteps(t.wire, [event(said, facts), event({}, facts, end)].map(t.wire.frame)));
  return [plain, await t.provider().stream('Hi').response];
}
