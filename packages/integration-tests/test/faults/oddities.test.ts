import { startFaultyServer, wholeJson, wholeStream } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { bare, delta, finish, frame, streaming } from './support/frames.js';
import { readStream } from './support/read-stream.js';
import { onBothTransports } from './support/transports.js';

const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
const hello = delta({ content: 'Hello' });

/** Where a server tells the usage. */
const placements = [
  ['on an event of its own', [hello, finish(), bare({ usage })]],
  ['on the event that finishes', [hello, finish('stop', { usage })]],
  ['on an event of its own, with choices', [hello, finish(), { ...delta({}), usage }]],
  ['on the event that finishes and on one of its own', [hello, finish('stop', { usage }), bare({ usage })]],
  [
    'with every event, growing',
    [
      delta({ content: 'Hel' }),
      { ...delta({ content: 'lo' }), usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
      finish('stop', { usage }),
    ],
  ],
  ['with null before', [{ ...hello, usage: null }, finish('stop', { usage: null }), bare({ usage })]],
  ['before everything else', [bare({ usage }), hello, finish()]],
  ["in Groq's field", [hello, finish('stop', { x_groq: { id: 'req', usage } })]],
  ['without a total', [hello, finish(), bare({ usage: { prompt_tokens: 9, completion_tokens: 4 } })]],
] as const;

/** Answers that say "Hello" and stop, in strange ways. */
const answers = [
  ['a finish told twice', [hello, finish(), finish()]],
  ['a finish told twice, in other words', [hello, finish(), finish('length')]],
  [
    'null as content',
    [delta({ role: 'assistant', content: null }), hello, delta({ content: null }), finish()],
  ],
  ['no delta', [{ id: 'c', choices: [{ index: 0, finish_reason: null }] }, hello, finish()]],
  ['null as delta', [{ id: 'c', choices: [{ index: 0, delta: null }] }, hello, finish()]],
  ['null as choice', [{ id: 'c', choices: [null] }, hello, finish()]],
  ['null as choices', [{ id: 'c', choices: null }, hello, finish()]],
  ['empty choices', [bare({}), hello, bare({}), finish()]],
  ['unknown fields', [{ ...delta({ content: 'Hello', mood: ['fine'] }, { x: {} }), y: null }, finish()]],
  ['an unknown role', [delta({ role: 'oracle', content: 'Hello' }), finish()]],
  [
    'the role in every event',
    [delta({ role: 'assistant', content: 'Hel' }), delta({ role: 'assistant', content: 'lo' }), finish()],
  ],
  [
    'content in parts',
    [
      delta({ content: [{ type: 'text', text: 'Hel' }, { type: 'mystery' }] }),
      delta({ content: [{ type: 'text', text: 'lo' }] }),
      finish(),
    ],
  ],
  ['content of another type', [delta({ content: 7 }), hello, delta({ content: { a: 1 } }), finish()]],
  ['an event of JSON that is no object', [hello, '"what"', finish()]],
  [
    'the filter results of Azure first',
    [{ id: '', model: '', choices: [], prompt_filter_results: [] }, hello, finish()],
  ],
  [
    'a choice of its own without an index',
    [{ id: 'c', choices: [{ delta: { content: 'Hello' } }] }, finish()],
  ],
  ['other choices among the first', [hello, delta({ content: 'Adieu' }, { index: 1 }), finish()]],
  ['a null error', [{ ...hello, error: null }, finish('stop', { error: null })]],
] as const;

onBothTransports({ concurrent: true }, (connect) => {
  describe('F28: usage', () => {
    it.each(placements)('is the same and told once, %s', async (_, frames) => {
      await using server = await startFaultyServer(streaming(...frames));
      const { response, events } = await readStream(connect(server).stream('Hi'));
      expect(response?.text).toBe('Hello');
      expect(response?.usage).toMatchObject({ inputTokens: 9, outputTokens: 4, totalTokens: 13 });
      const told = events.flatMap((event) => (event.type === 'usage' ? [event.usage] : []));
      expect(told).toEqual([response?.usage]);
      expect(events.at(-1)?.type).toBe('finish');
    });

    it('is absent where it is missing, not zero', async () => {
      await using server = await startFaultyServer(streaming(hello, finish()));
      const { response, events } = await readStream(connect(server).stream('Hi'));
      expect(response?.usage).toEqual({ cost: null });
      expect(events.map(({ type }) => type)).not.toContain('usage');
    });

    it('keeps what is known where a part of it is missing', async () => {
      await using server = await startFaultyServer(
        streaming(hello, finish(), bare({ usage: { prompt_tokens: 9, completion_tokens: null } })),
      );
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response?.usage).toMatchObject({ inputTokens: 9 });
      expect(response?.usage).not.toHaveProperty('outputTokens');
      expect(response?.usage).not.toHaveProperty('totalTokens');
    });
  });

  describe('F29: oddities', () => {
    it.each(answers)('are tolerated: %s', async (_, frames) => {
      await using server = await startFaultyServer(streaming(...frames));
      const { response, events } = await readStream(connect(server).stream('Hi'));
      expect(response).toMatchObject({ text: 'Hello', finishReason: 'stop', rawFinishReason: 'stop' });
      expect(response?.message.content).toEqual([{ type: 'text', text: 'Hello' }]);
      expect(events.filter(({ type }) => type === 'finish')).toHaveLength(1);
      expect(events.at(-1)?.type).toBe('finish');
      expect(server.requests).toHaveLength(1);
    });

    it.each([
      ['length', 'length'],
      ['max_tokens', 'length'],
      ['function_call', 'tool-calls'],
      ['content_filter', 'content-filter'],
      ['eos', 'stop'],
      ['a word of the future', 'other'],
      ['constructor', 'other'],
    ])('are tolerated: the finish reason "%s"', async (reason, meaning) => {
      const call = { index: 0, id: 'call_1', function: { name: 'add', arguments: '{}' } };
      const frames = reason === 'function_call' ? [delta({ tool_calls: [call] })] : [hello];
      await using server = await startFaultyServer(streaming(...frames, finish(reason)));
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response).toMatchObject({ finishReason: meaning, rawFinishReason: reason });
    });

    it('are tolerated: content after the finish, which is still content', async () => {
      await using server = await startFaultyServer(streaming(hello, finish(), delta({ content: ' again' })));
      const { response, events } = await readStream(connect(server).stream('Hi'));
      expect(response?.text).toBe('Hello again');
      expect(events.at(-1)?.type).toBe('finish');
    });

    it('are tolerated: events of unknown names', async () => {
      const bytes = [
        `event: ping\n${frame({ type: 'ping' })}`,
        `event: message\n${frame(hello)}`,
        frame(finish()),
      ];
      await using server = await startFaultyServer([wholeStream([bytes.join('')])]);
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response?.text).toBe('Hello');
    });

    it('are tolerated: an answer that says nothing', async () => {
      await using server = await startFaultyServer(
        streaming(delta({ role: 'assistant', content: '' }), finish()),
      );
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response).toMatchObject({
        text: '',
        finishReason: 'stop',
        message: { role: 'assistant', content: [] },
      });
    });

    it('are tolerated in a plain answer', async () => {
      const message = { role: 'oracle', content: null, refusal: null, tool_calls: null, mood: 1 };
      await using server = await startFaultyServer([
        wholeJson(200, { choices: [{ message, finish_reason: null }], usage: null, x: 1 }),
      ]);
      expect(await connect(server).chat('Hi')).toMatchObject({ text: '', toolCalls: [], usage: {} });
    });
  });
});
