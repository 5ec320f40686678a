import assert from 'node:assert/strict';
import type { ProviderError } from '@modelport/core';
import { type ConformanceCase, streamSteps } from '@modelport/provider-testkit';

/** What this provider says of answers that are none. */
export const answerCases: readonly ConformanceCase[] = [
  {
    id: 'ollama-answers/broken-line',
    title: 'a line that is left out is called a line',
    reason: 'Users look for it in what they have recorded.',
    requires: ['wire'],
    async run(t) {
      const { content, finish } = t.wire.frames({ parts: [{ text: 'Hi' }] });
      t.backend.reply('chat', streamSteps(t.wire, ['nonsense\n', ...content, ...finish]));
      const { warnings } = await t.provider().stream('Hi').response;
      assert.match(warnings[0]?.message ?? '', /\bline\b/);
    },
  },
  {
    id: 'ollama-answers/no-reason',
    title: 'an answer that does not say why it ended has stopped, and there is no word for it',
    reason: 'Contract, `FinishEvent.rawFinishReason`: the backend’s own word. Older servers have none.',
    requires: ['wire'],
    async run(t) {
      const { content } = t.wire.frames({ parts: [{ text: 'Hi' }] });
      t.backend.reply('chat', streamSteps(t.wire, [...content, t.wire.frame({ done: true })]));
      for await (const event of t.provider().stream('Hi')) {
        if (event.type !== 'finish') continue;
        assert.deepEqual([event.finishReason, 'rawFinishReason' in event], ['stop', false]);
      }
    },
  },
  ...[
    ['a page', '<p>Sign in, please.</p>\n'],
    ['nothing', ''],
  ].map(
    ([what = '', body = '']): ConformanceCase => ({
      id: `ollama-answers/${what.replace(' ', '-')}`,
      title: `${what} in place of an answer has users check where they ask`,
      reason: 'Architecture, section 8: a message says what to do.',
      requires: ['wire'],
      async run(t) {
        t.backend.reply('chat', { body });
        await assert.rejects(t.provider().chat('Hi'), ({ code, message }: ProviderError) => {
          assert.equal(code, 'RESPONSE_INVALID');
          assert.match(message, /Is baseUrl that of an Ollama\?$/);
          return true;
        });
      },
    }),
  ),
];
