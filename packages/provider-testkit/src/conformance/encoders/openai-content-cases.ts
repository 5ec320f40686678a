import assert from 'node:assert/strict';
import type { Json } from '../../openai/chat-wire.js';
import type { ConformanceCase } from '../conformance-case.js';
import { only } from '../events-of.js';
import { bare, delta, finish, oddCases, readEvents, readMessage } from './odd-answer.js';

const hello = delta({ content: 'Hello' });

/** Answers that say "Hello" and stop, each in a strange way. */
const strange: Readonly<Record<string, readonly Json[]>> = {
  'null as content': [
    delta({ role: 'assistant', content: null }),
    hello,
    delta({ content: null, tool_calls: null, refusal: null, annotations: null, images: null }),
    finish(),
  ],
  'no delta': [bare({ choices: [{ index: 0, finish_reason: null }] }), hello, finish()],
  'null as delta': [delta(null), hello, finish()],
  'null as message': [bare({ choices: [{ index: 0, message: null }] }), hello, finish()],
  'a word as delta': [delta('Adieu'), hello, finish()],
  'null and words as choices': [bare({ choices: [null, 'Adieu', 7] }), hello, finish()],
  'null as list of choices': [bare({ choices: null }), hello, finish()],
  'no choices at all': [bare({}), hello, bare({}), finish()],
  'content of another type': [delta({ content: 7 }), hello, delta({ content: { text: 'Adieu' } }), finish()],
  'an unknown role': [delta({ role: 'oracle', content: 'Hello' }), finish()],
  'a choice without an index': [
    bare({ choices: [{ delta: { content: 'Hel' } }] }),
    bare({ choices: [{ index: null, delta: { content: 'lo' } }] }),
    finish(),
  ],
  'the filter results of Azure first': [
    { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [] },
    hello,
    finish(),
  ],
  'a null error': [{ ...hello, error: null }, finish('stop', { error: null })],
  'a finish told twice': [hello, finish(), finish()],
  'a finish told again in another word': [hello, finish(), finish('length')],
  'a finish that is empty at first': [delta({ content: 'Hello' }, { finish_reason: '' }), finish()],
  'the text in one with the finish': [delta({ content: 'Hello' }, { finish_reason: 'stop' })],
  'content after the finish': [delta({ content: 'Hel' }), finish(), delta({ content: 'lo' })],
  'a whole message in place of deltas': [
    bare({ choices: [{ index: 0, message: { content: 'Hello' }, finish_reason: 'stop' }] }),
  ],
  'a whole message behind the deltas, as a repetition': [
    hello,
    bare({ choices: [{ index: 0, message: { content: 'Hello' }, finish_reason: 'stop' }] }),
  ],
  'content in parts': [
    delta({ content: [{ type: 'text', text: 'Hel' }, null, { type: 'mystery' }, { text: 7 }] }),
    delta({ content: [] }),
    delta({ content: [{ type: 'text', text: 'lo' }] }),
    finish(),
  ],
};

/** What is said, in the ways in which those who imitate OpenAI say it. */
export const openAIContentCases: readonly ConformanceCase[] = oddCases([
  {
    id: 'openai-wire/strange-events',
    title: 'an answer is read however its events are written',
    reason: 'Fault F29: servers differ in what they leave out, repeat, or write as null.',
    faults: ['F29'],
    async run(t) {
      for (const [what, events] of Object.entries(strange)) {
        const { response, events: given } = await readEvents(t, events);
        const { text, finishReason, rawFinishReason, message, warnings } = response;
        assert.deepEqual(
          { text, finishReason, rawFinishReason, content: message.content, warnings },
          {
            text: 'Hello',
            finishReason: 'stop',
            rawFinishReason: 'stop',
            content: [{ type: 'text', text: 'Hello' }],
            warnings: [],
          },
          `It came with ${what}.`,
        );
        assert.equal(only(given, 'finish').length, 1, what);
      }
    },
  },
  {
    id: 'openai-wire/names-once',
    title: 'the first id and model that say something count',
    reason: "Azure's first event has empty names; later events of some servers have names of their own.",
    async run(t) {
      const { events, response } = await readEvents(t, [
        { id: '', model: '', choices: [] },
        { id: 'first', model: null, choices: [] },
        { id: 'second', model: 'a-model', choices: [] },
        { ...delta({ content: 'Hello' }), id: 'third', model: 'b-model' },
        finish(),
      ]);
      assert.deepEqual(
        only(events, 'start').map(({ id, model }) => ({ id, model })),
        [{ id: 'first', model: 'a-model' }],
      );
      assert.deepEqual([response.id, response.model], ['first', 'a-model']);
    },
  },
  {
    id: 'openai-wire/nameless',
    title: 'an answer without id and model is an answer of the model that was asked for',
    reason: 'Contract, `ChatResponse.model`: as the backend names it, else the one asked for.',
    async run(t) {
      const nameless = { choices: [{ delta: { content: 'Hello' }, finish_reason: 'stop' }] };
      const { id, model } = (await readEvents(t, [nameless])).response;
      assert.deepEqual([id, model], [undefined, t.model]);
    },
  },
  {
    id: 'openai-wire/choices',
    title: 'the first choice alone is read, and others are warned of once',
    reason: 'Architecture, `ChatRequest`: choice 0 is read, others are a warning.',
    async run(t) {
      const other = bare({ choices: [{ index: 1, delta: { content: 'Adieu' }, finish_reason: 'length' }] });
      const third = bare({ choices: [{ index: 2, delta: { content: 'Adieu' } }] });
      const { response } = await readEvents(t, [other, delta({ content: 'Hello' }), third, finish()]);
      const { text, finishReason, warnings } = response;
      assert.deepEqual({ text, finishReason }, { text: 'Hello', finishReason: 'stop' });
      assert.deepEqual(
        warnings.map(({ code, setting }) => ({ code, setting })),
        [{ code: 'unsupported-setting', setting: 'n' }],
      );
      assert.match(warnings[0]?.message ?? '', /only the first/);
    },
  },
  {
    id: 'openai-wire/refusal',
    title: 'a refusal is text, and the finish reason content-filter',
    reason: 'OpenAI sends refusals in a field of their own and says "stop".',
    async run(t) {
      const refused = await readEvents(t, [
        delta({ refusal: 'I can' }),
        delta({ refusal: 'not.' }),
        finish(),
      ]);
      assert.equal(refused.response.text, 'I cannot.');
      assert.equal(refused.response.finishReason, 'content-filter');
      assert.equal(refused.response.rawFinishReason, 'stop');
      const cut = await readEvents(t, [delta({ refusal: 'I can' }), finish('length')]);
      assert.equal(cut.response.finishReason, 'length', 'A refusal that was cut short was cut.');
    },
  },
  {
    id: 'openai-wire/whole-message',
    title: 'a plain answer is read however its message is written',
    reason: 'Fault F29: what is odd in a stream is odd in a plain answer, too.',
    faults: ['F29'],
    requires: ['driver:chat'],
    async run(t) {
      const odd = { role: 'oracle', content: null, refusal: null, tool_calls: null, mood: 1 };
      const empty = await readMessage(t, odd, { usage: null });
      assert.deepEqual([empty.text, empty.toolCalls, empty.warnings], ['', [], []]);
      const full = await readMessage(t, {
        content: [{ type: 'text', text: 'Hello' }],
        reasoning: 'Hm',
        annotations: [{ url_citation: { url: 'https://a.example' } }],
        images: [{ image_url: { url: 'https://a.example/b.png' } }],
      });
      assert.deepEqual([full.text, full.reasoning], ['Hello', 'Hm']);
      assert.deepEqual(full.sources, [{ type: 'source', url: 'https://a.example' }]);
      assert.deepEqual(full.message.content.at(-1), { type: 'file', url: 'https://a.example/b.png' });
      const delta = { choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' }] };
      assert.equal((await readMessage(t, {}, delta)).text, 'Hello', 'A few call the message delta.');
    },
  },
]);
