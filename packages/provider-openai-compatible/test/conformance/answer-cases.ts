import assert from 'node:assert/strict';
import { type ConformanceCase, streamSteps } from '@modelport/provider-testkit';
import { done, plainly, says, stop, streamed } from './answer.js';

/** How odd answers are read, as far as only this package's reader tells. */
export const answerCases: readonly ConformanceCase[] = [
  {
    id: 'chat-completions/events-unasked',
    title: 'a plain question that is answered with a stream of events is answered all the same',
    reason: 'Some servers stream whatever they are asked; a cut stream is no success there either.',
    async run(t) {
      const body = (...events: readonly unknown[]) => events.map((event) => t.wire.frame(event)).join('');
      const { text, finishReason } = await plainly(
        t,
        body(says({ content: 'Hel' }), says({ content: 'lo' }), stop),
      );
      assert.deepEqual([text, finishReason], ['Hello', 'stop']);
      const whole = body(says({ content: 'Hi' }), stop, done, says({ content: ' again' }));
      assert.equal((await plainly(t, whole)).text, 'Hi');
      const cut = { code: 'STREAM_INTERRUPTED', message: /without a finish reason: it was cut/ };
      await assert.rejects(plainly(t, body(says({ content: 'Hi' }))), cut);
      const none = { code: 'RESPONSE_INVALID', message: /events of which none is an answer/ };
      await assert.rejects(plainly(t, body({ status: 'ok' })), none);
      const failed = body(says({ content: 'Hi' }), { error: { message: 'Engine died.', code: 500 } });
      await assert.rejects(plainly(t, failed), { code: 'BACKEND_ERROR', message: /Engine died/ });
    },
  },
  {
    id: 'chat-completions/other-json',
    title: 'JSON that is no object, and what is no JSON, are told apart in the error',
    reason: 'The message says what the server sent: it is all that people have to find the mistake.',
    async run(t) {
      const invalid = (message: RegExp) => ({ code: 'RESPONSE_INVALID', message });
      for (const body of ['"Hello"', 'null', '17']) {
        await assert.rejects(plainly(t, body), invalid(/answered with JSON that is no answer\./));
      }
      await assert.rejects(plainly(t, 'Hello.'), invalid(/answered with no JSON \(Hello\.\)/));
      const marked = '\uFEFF{"choices":[{"message":{"content":"a\uFEFFb"},"finish_reason":"stop"}]}';
      assert.equal((await plainly(t, marked)).text, 'a\uFEFFb');
    },
  },
  {
    id: 'chat-completions/endless-text',
    title: 'an answer without end that is no stream of events is given up',
    reason: 'Fault F26: bounded memory, error past the bound.',
    async run(t) {
      const [head] = streamSteps(t.wire, [], { open: true });
      const bytes = `10000\r\n${'x'.repeat(65_536)}\r\n`;
      t.backend.reply('chat', [...(head ? [head] : []), { do: 'repeat', bytes }]);
      const message = /answer is longer than \d+ characters; the rest was not read/;
      await assert.rejects(t.provider().stream('Hi').response, { code: 'RESPONSE_INVALID', message });
    },
  },
  {
    id: 'chat-completions/after-the-end',
    title: 'what comes behind an end or an error changes nothing, and half an event at the end is no harm',
    reason: 'Faults F23 and F29: vLLM ends a failed stream with the usual end marker.',
    async run(t) {
      const { response, events } = await streamed(t, [
        says({ content: 'Hi' }),
        stop,
        done,
        says({ content: '!' }),
      ]);
      assert.equal(response.text, 'Hi');
      assert.equal(events.at(-1)?.type, 'finish');
      const failed = [{ error: { message: 'Too many.', code: 'rate_limit_exceeded' } }, done];
      await assert.rejects(streamed(t, failed), { code: 'RATE_LIMITED' });
      await assert.rejects(streamed(t, [failed[0], says({ content: 'Hi' }), stop]), { code: 'RATE_LIMITED' });
      const cut = await streamed(t, [says({ content: 'Hi' }), stop], { tail: 'data: {"choices":[{"del' });
      assert.deepEqual([cut.response.text, cut.response.warnings], ['Hi', []]);
      const odd = await streamed(t, [says({ content: 'Hi' }), '{"choices":[', stop]);
      assert.match(odd.response.warnings[0]?.message ?? '', /event/);
    },
  },
  {
    id: 'chat-completions/empty-fields',
    title: 'fields that are null or of another kind are passed over',
    reason: 'Fault F29: servers fill in what they do not have.',
    async run(t) {
      const { response, events } = await streamed(t, [
        says({ content: 'Hi' }),
        { choices: [{ index: 0, delta: null, message: null, finish_reason: null }] },
        { choices: ['text', 7, null] },
        says({ annotations: [{ type: 'url_citation' }, null], images: [{}, null] }),
        stop,
      ]);
      assert.deepEqual(response.message.content, [{ type: 'text', text: 'Hi' }]);
      for (const event of events) assert.equal(typeof event, 'object');
      assert.deepEqual(
        events.filter(({ type }) => type === 'source' || type === 'file'),
        [],
      );
    },
  },
  {
    id: 'chat-completions/thoughts-in-parts',
    title: 'thoughts that come as parts of the content in several events are one piece',
    reason: 'Mistral streams its content as parts: thoughts first, then text.',
    async run(t) {
      const thinking = (text: string) =>
        says({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] });
      const { response } = await streamed(t, [
        thinking('Let '),
        thinking('me see.'),
        says({ content: 'Yes.' }),
        stop,
      ]);
      assert.deepEqual(
        response.message.content.map((part) => [part.type, 'text' in part && part.text]),
        [
          ['reasoning', 'Let me see.'],
          ['text', 'Yes.'],
        ],
      );
    },
  },
  {
    id: 'chat-completions/reasoning-mark',
    title: 'thoughts are marked with the field in which they go back, or not at all',
    reason: 'Contract, `ProviderData`: what must come back is kept with its part.',
    async run(t) {
      const events = [says({ reasoning: 'Hm.' }), says({ content: 'Yes.' }), stop];
      const marksOf = async (reasoningBack: string, given: readonly unknown[]) => {
        const { response } = await streamed(t, given, { quirks: { reasoningBack } });
        return response.message.content.map((part) => [part.type, part.providerData]);
      };
      for (const field of ['reasoning', 'reasoning_content']) {
        const mark = { type: 'openai-compatible', data: { field } };
        const marked = [
          ['reasoning', mark],
          ['text', undefined],
        ];
        assert.deepEqual(await marksOf(field, events), marked);
        const twice = [...events.slice(0, 2), ...events];
        assert.deepEqual(await marksOf(field, twice), [...marked, ...marked]);
        assert.deepEqual(await marksOf(field, [events[1], events[0], stop]), marked.toReversed());
        assert.deepEqual(await marksOf(field, events.slice(1)), [['text', undefined]]);
      }
      assert.deepEqual(await marksOf('none', events), [
        ['reasoning', undefined],
        ['text', undefined],
      ]);
      const { events: seen } = await streamed(t, events);
      const ended = seen.flatMap((event) => (event.type === 'part-end' ? [event.part] : []));
      assert.deepEqual(ended, [0, 1]);
    },
  },
  {
    id: 'chat-completions/groq-error',
    title: 'an error event of words alone is the failure of the server, and worth another try',
    reason: 'groq-sdk, completions.d.ts: `x_groq.error` has but words.',
    async run(t) {
      const asked = streamed(t, [{ choices: [], x_groq: { error: 'The engine has died.' } }]);
      await assert.rejects(asked, { code: 'BACKEND_ERROR', retryable: true, message: /engine has died/ });
    },
  },
  {
    id: 'chat-completions/several-choices',
    title: 'further choices are left out, with one warning',
    reason: 'Architecture: choice 0 is read, others are a warning.',
    async run(t) {
      const other = { choices: [{ index: 1, delta: { content: 'Other' } }] };
      const { response } = await streamed(t, [says({ content: 'Hi' }), other, other, stop]);
      assert.equal(response.text, 'Hi');
      assert.deepEqual(
        response.warnings.map(({ setting }) => setting),
        ['n'],
      );
    },
  },
];
