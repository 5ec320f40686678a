import assert from 'node:assert/strict';
import type { ChatRequest } from '@modelport/core';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { exchange, linesOf, messagesSent } from '../exchange.js';
import { weatherTool } from './support/samples.js';

/** What of a chat request must reach the backend. */
export const requestsCases: readonly ConformanceCase[] = [
  {
    id: 'requests/bare',
    title: 'a plain question reaches the backend as one user message, with nothing added',
    reason:
      'Contract, `ChatRequest`: a plain string is one user message; defaults are left to the backend and model.',
    requires: ['wire'],
    async run(t) {
      const { rest: _, ...chat } = (await exchange(t, 'Hi')).chat;
      const { maxTokens, ...others } = chat;
      const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];
      const sent = t.wire.lacks?.includes('absent-max-tokens') ? others : chat;
      assert.deepEqual(sent, { model: t.model, messages });
    },
  },
  {
    id: 'requests/model',
    title: 'the model of a request wins over that of the provider and reaches the backend as it is',
    reason: 'Contract, `ChatRequest.model`: sent as it is, never parsed.',
    requires: ['wire'],
    async run(t) {
      const model = 'vendor/family-2:8b@q4_K';
      const { chat } = await exchange(t, { model, messages: 'Hi' });
      assert.equal(chat.model, model);
    },
  },
  {
    id: 'requests/no-model',
    title: 'without a model none is made up',
    reason:
      'Contract, `ChatRequest.model`: some servers have one model and need no name; `undefined` is none.',
    requires: ['wire'],
    async run(t) {
      // That a model is missing may be said before anything is sent.
      try {
        await t.provider({ model: undefined }).chat('Hi');
      } catch {}
      for (const { body } of t.backend.requestsFor('chat')) {
        const { model } = Object(body) as { model?: unknown };
        assert.ok(
          model !== null && model !== '' && model !== 'undefined',
          `The model is ${JSON.stringify(model)}.`,
        );
      }
    },
  },
  {
    id: 'requests/system-prompt',
    title: 'a system message reaches the backend as a system message',
    reason: 'Instructions that are lost, or that look like words of the user, change what the model does.',
    requires: ['wire'],
    async run(t) {
      const instructions = { role: 'system', content: 'Answer like a pirate.' } as const;
      const { chat } = await exchange(t, {
        messages: [instructions, { role: 'user', content: 'Who are you?' }],
      });
      assert.deepEqual(chat.messages?.[0], instructions);
    },
  },
  {
    id: 'requests/streamed-alike',
    title: 'a streamed call asks for the same as a plain one',
    reason: 'Users switch between `chat` and `stream`; a field that only one of the two sends is a trap.',
    requires: ['wire', 'driver:chat'],
    async run(t) {
      const provider = t.provider();
      const request = richRequest(t);
      await provider.chat(request);
      await provider.stream(request).response;
      const [plain, streamed] = t.backend.chats;
      assert.deepEqual(streamed, plain);
    },
  },
  {
    id: 'requests/extra-body',
    title: 'the fields of extraBody are added to the body as they are, and win',
    reason: 'Contract, `ChatRequest.extraBody`: the way to what the contract has no word for.',
    requires: ['wire'],
    async run(t) {
      const provider = t.provider();
      const bodyFor = async (request: Omit<ChatRequest, 'messages'>) => {
        await provider.chat({ messages: 'Hi', ...request });
        return Object(t.backend.requestsFor('chat').at(-1)?.body) as Record<string, unknown>;
      };
      const extra = { conformance_extra: { deep: [1, null, 'two'] } };
      assert.deepEqual((await bodyFor({ extraBody: extra }))['conformance_extra'], extra.conformance_extra);
      const [bare, asked] = [await bodyFor({}), await bodyFor({ maxTokens: 77, temperature: 0.5 })];
      const fields = Object.keys(asked).filter(
        (name) => JSON.stringify(asked[name]) !== JSON.stringify(bare[name]),
      );
      const instead = Object.fromEntries(fields.map((name) => [name, 'instead']));
      const body = await bodyFor({ maxTokens: 77, temperature: 0.5, extraBody: instead });
      for (const name of fields) assert.equal(body[name], 'instead', `extraBody.${name} must win.`);
    },
  },
  {
    id: 'requests/content-type',
    title: 'the body is sent as JSON and says so',
    reason: 'Servers that look at `content-type` refuse a body without it, or do not read it.',
    requires: ['wire'],
    async run(t) {
      await t.provider().chat('Hi');
      const { headers } = t.backend.requestsFor('chat')[0] ?? {};
      assert.match(headers?.['content-type'] ?? '', /^application\/json\b/);
    },
  },
  {
    id: 'requests/untouched',
    title: 'the request that the caller gave is not changed',
    reason: 'Callers use a request again, and may have frozen it.',
    requires: ['wire'],
    async run(t) {
      const request = richRequest(t);
      const before = structuredClone(request);
      await t.provider().chat(deepFreeze(request));
      assert.deepEqual(request, before);
    },
  },
  {
    id: 'requests/raw',
    title: 'includeRaw gives each event of the wire, right before what is made of it',
    reason: 'Contract, `ChatEvent`: `raw` comes right before the events that are made of it.',
    requires: ['wire'],
    async run(t) {
      t.answer({ parts: [{ text: ['Hel', 'lo'] }] });
      let raw: unknown;
      const before: unknown[] = [];
      for await (const event of t.provider().stream({ messages: 'Hi', includeRaw: true })) {
        if (event.type === 'raw') raw = event.data;
        if (event.type === 'text-delta')
          before.push(JSON.stringify(raw)?.includes(JSON.stringify(event.text)));
      }
      assert.deepEqual(before, [true, true], 'Each text must come behind the raw event that holds it.');
    },
  },
  {
    id: 'requests/raw-unasked',
    title: 'without includeRaw there are no raw events',
    reason: 'Contract, `ChatRequest.includeRaw`: default false. They are large.',
    requires: ['wire'],
    async run(t) {
      for await (const { type } of t.provider().stream('Hi')) assert.notEqual(type, 'raw');
    },
  },
  {
    id: 'requests/unicode',
    title: 'every character of a text reaches the backend',
    reason: 'A provider hands words on; it does not clean, trim or normalise them.',
    requires: ['wire'],
    async run(t) {
      const text = ' \tGrüße, 👩‍👩‍👧 cafe\u0301 ﬁ שלום\u2028"\\n" </s> <|im_end|> \u0001 \ud83d';
      const [message] = await messagesSent(t, text);
      assert.deepEqual(message?.content, [{ type: 'text', text }]);
    },
  },
  {
    id: 'requests/large',
    title: 'a text of a million characters reaches the backend whole',
    reason: 'Whether a prompt is too long is for the backend to say.',
    requires: ['wire'],
    async run(t) {
      const text = `${'A long story. '.repeat(72_000)}The end.`;
      const [message] = await messagesSent(t, text);
      assert.equal(linesOf(message?.content ?? '').join('').length, text.length);
    },
  },
];

/** A request that asks for much of what the provider does not declare to be impossible. */
function richRequest({ definition }: CaseContext): ChatRequest {
  const { tools, stop, temperature, maxTokens } = definition.capabilities;
  return {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'What is the weather in Paris?' }] },
    ],
    ...(temperature !== false && { temperature: 0.5 }),
    ...(maxTokens !== false && { maxTokens: 99 }),
    ...(stop !== false && { stop: ['STOP', 'END'] }),
    ...(tools !== false && { tools: [weatherTool], toolChoice: 'auto' as const }),
  };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
