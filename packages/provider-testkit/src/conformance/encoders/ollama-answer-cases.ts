import assert from 'node:assert/strict';
import type { ProviderError } from '@modelport/core';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { askForLines, lastLine, line, together } from './ollama-lines.js';

/** What the lines of an answer may look like, from one version of Ollama to the next. */
export const ollamaAnswerCases: readonly ConformanceCase[] = [
  {
    id: 'ollama/text-on-last-line',
    title: 'text on the last line belongs to the answer',
    reason: 'Servers of one model, and proxies that join lines, say the last word with `done: true`.',
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, [line({ content: 'Hel' }), lastLine({ content: 'lo' })]);
      assert.equal(response.text, 'Hello');
    },
  },
  {
    id: 'ollama/whole-answer-in-one-line',
    title: 'an answer in a single line is read as a stream of one',
    reason: 'A server that was told to stream by a proxy that collects answers all at once.',
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, [lastLine({ content: 'Hi.', thinking: 'A greeting.' })]);
      assert.deepEqual(response.message.content, [
        { type: 'reasoning', text: 'A greeting.' },
        { type: 'text', text: 'Hi.' },
      ]);
    },
  },
  {
    id: 'ollama/thinking-around-text',
    title: 'text that comes between thoughts keeps its place',
    reason: 'Contract, `AssistantPart`: parts are in the order in which the model made them.',
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, [
        line({ thinking: 'First ' }),
        line({ thinking: 'this.' }),
        line({ content: 'So: ' }),
        line({ thinking: 'Then that.' }),
        line({ content: 'done.' }),
        lastLine(),
      ]);
      assert.deepEqual(response.message.content, [
        { type: 'reasoning', text: 'First this.' },
        { type: 'text', text: 'So: ' },
        { type: 'reasoning', text: 'Then that.' },
        { type: 'text', text: 'done.' },
      ]);
      assert.equal(response.reasoning, 'First this.Then that.');
    },
  },
  {
    id: 'ollama/empty-lines-say-nothing',
    title: 'lines without text, thoughts or calls make no events',
    reason: 'Every answer has such lines: the last one, and those while a tool call is looked for.',
    requires: ['wire'],
    async run(t) {
      const { content } = await askForLines(t, [
        line({ content: '' }),
        line({ content: null, thinking: null, tool_calls: null }),
        line({ content: 'Hi', thinking: '' }),
        line({ content: '', tool_calls: [] }),
        lastLine(),
      ]);
      const texts = content.filter(({ type }) => type === 'text-delta');
      assert.deepEqual(texts, [{ type: 'text-delta', part: 0, text: 'Hi' }]);
      assert.deepEqual(
        content.filter(({ type }) => type !== 'text-delta' && type !== 'part-end'),
        [],
      );
    },
  },
  {
    id: 'ollama/last-line-without-message',
    title: 'a last line without a message ends the answer',
    reason: '`done: true` is the end marker; servers that imitate Ollama leave the empty message out.',
    requires: ['wire'],
    async run(t) {
      const { message: _message, ...end } = lastLine();
      const { response } = await askForLines(t, [line({ content: 'Hi' }), end]);
      assert.deepEqual([response.text, response.finishReason], ['Hi', 'stop']);
    },
  },
  {
    id: 'ollama/lines-after-the-last',
    title: 'what comes after the last line is not read',
    reason: 'Fault F29: an answer must not change, or fail, after it has ended.',
    faults: ['F29'],
    requires: ['wire'],
    async run(t) {
      const late = lastLine({ content: ' again' }, { done_reason: 'length' });
      const lines = together(t, line({ content: 'Hi' }), lastLine(), late, { error: 'too late' });
      const { response } = await askForLines(t, [lines]);
      assert.deepEqual([response.text, response.finishReason], ['Hi', 'stop']);
    },
  },
  {
    id: 'ollama/no-line-break-at-the-end',
    title: 'a last line without a line break is read',
    reason: 'Fault F22: with its reason the answer is whole; a proxy may trim the white space behind it.',
    faults: ['F22'],
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, [line({ content: 'Hi' }), JSON.stringify(lastLine())]);
      assert.deepEqual([response.text, response.finishReason], ['Hi', 'stop']);
    },
  },
  {
    id: 'ollama/half-last-line',
    title: 'half a line at the end is a cut answer, and no broken line beside it',
    reason:
      'Fault F20: a connection that breaks inside a line is retryable, a server that writes nonsense is not.',
    faults: ['F20'],
    requires: ['wire'],
    async run(t) {
      const half = ` ${JSON.stringify(lastLine()).slice(0, 60)}`;
      const asking = askForLines(t, [line({ content: 'Hi' }), half]);
      await assert.rejects(asking, ({ code, partial }: ProviderError) => {
        assert.deepEqual([code, partial?.text, partial?.warnings], ['STREAM_INTERRUPTED', 'Hi', []]);
        return true;
      });
    },
  },
  {
    id: 'ollama/half-line-in-the-middle',
    title: 'half a line that is not at the end is a broken one',
    reason: 'Fault F24: what it said is lost, and the answer goes on without it.',
    faults: ['F24'],
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, ['{"message":{"con\n', line({ content: 'Hi' }), lastLine()]);
      assert.deepEqual(
        response.warnings.map(({ code }) => code),
        ['malformed-event'],
      );
    },
  },
  {
    id: 'ollama/only-done-ends',
    title: 'a reason without `done: true` ends nothing',
    reason: 'Fault F22: only `done` says that all has come.',
    faults: ['F22'],
    requires: ['wire'],
    async run(t) {
      const lines = [line({ content: 'Hi' }), line({}, { done: 'yes', done_reason: 'stop' })];
      await assert.rejects(askForLines(t, lines), { code: 'STREAM_INTERRUPTED' });
    },
  },
  errorLineCase('', {
    title: 'a line with an error ends the answer, with what had come',
    asking: (t, error) =>
      askForLines(t, [
        together(t, line({ content: 'Hi' }), error, lastLine({ content: ' more' }), { error: 'late' }),
      ]),
  }),
  errorLineCase('-at-the-end', {
    title: 'an error on a last line without a line break is an error',
    asking: (t, error) => askForLines(t, [line({ content: 'Hi' }), JSON.stringify(error)]),
  }),
  {
    id: 'ollama/other-json-lines',
    title: 'what is no line of an answer is not taken for one',
    reason: 'Fault F7: another server, or a page, that answers with JSON must not look like an empty answer.',
    faults: ['F7'],
    requires: ['wire'],
    async run(t) {
      for (const lines of [[{ status: 'ok' }], ['{"status":"ok"}'], [' <p>Sign in.</p>']]) {
        await assert.rejects(askForLines(t, lines), { code: 'RESPONSE_INVALID' });
      }
    },
  },
  {
    id: 'ollama/broken-line',
    title: 'a line that is no JSON is skipped with a warning',
    reason: 'Fault F24: one bad line must not cost the whole answer, and must not go unnoticed.',
    faults: ['F24'],
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, [
        line({ content: 'Hel' }),
        'nonsense\n',
        line({ content: 'lo' }),
        lastLine(),
      ]);
      assert.equal(response.text, 'Hello');
      assert.deepEqual(
        response.warnings.map(({ code }) => code),
        ['malformed-event'],
      );
    },
  },
];

function errorLineCase(
  name: string,
  {
    title,
    asking,
  }: {
    title: string;
    asking: (t: CaseContext, error: Readonly<Record<string, unknown>>) => Promise<unknown>;
  },
): ConformanceCase {
  return {
    id: `ollama/error-line${name}`,
    title,
    reason: 'Fault F23: the model’s process died; what it said before is lost unless it is in `partial`.',
    faults: ['F23'],
    requires: ['wire'],
    async run(t) {
      const error = { error: 'an error was encountered while running the model: unexpected EOF' };
      await assert.rejects(asking(t, error), ({ code, message, partial }: ProviderError) => {
        assert.deepEqual([code, partial?.text], ['BACKEND_ERROR', 'Hi']);
        assert.match(message, /unexpected EOF/);
        return true;
      });
    },
  };
}
