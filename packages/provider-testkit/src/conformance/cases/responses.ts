import assert from 'node:assert/strict';
import { type Answer, textAnswer } from '../answer.js';
import { bothWays } from '../both-ways.js';
import type { ConformanceCase } from '../conformance-case.js';
import { finishCases } from './finish-reasons.js';

/** Reasoning, text and a call, as a model with tools answers. */
const mixed: Answer = {
  parts: [
    { reasoning: 'They want the time.' },
    { text: 'Let me look.' },
    { toolCall: { id: 'call_1', name: 'clock', arguments: '{"zone":"UTC"}' } },
  ],
};
const tools = [{ name: 'clock', description: 'Tells the time.', parameters: { type: 'object' } }] as const;
const askWithTools = { messages: 'What time is it?', tools };

/** What a whole answer tells. */
export const responsesCases: readonly ConformanceCase[] = [
  {
    id: 'responses/text',
    title: 'the text of an answer comes out as it was sent, white space and all',
    reason: 'Contract, `ChatResponse.text`: users print, parse and join it, and every character counts.',
    requires: ['wire'],
    async run(t) {
      t.answer(textAnswer(['\n  def f():\n', '    return "\\t"\n', '\n']));
      const { text } = await t.provider().chat('Hi');
      assert.equal(text, '\n  def f():\n    return "\\t"\n\n');
    },
  },
  {
    id: 'responses/id',
    title: 'the id of an answer is the one that the backend gave it',
    reason: "Contract, `ChatResponse.id`: by it users find the answer in the backend's own logs.",
    requires: ['wire', 'carries:response-id'],
    async run(t) {
      t.answer(textAnswer('Hello.', { id: 'answer-7f3a' }));
      for (const [way, { id }] of await bothWays(t.provider())) {
        assert.equal(id, 'answer-7f3a', `${way} has another id: give it in a start event.`);
      }
    },
  },
  {
    id: 'responses/model',
    title: 'the model of an answer is the one that the backend names',
    reason:
      'Contract, `ChatResponse.model`: an alias or a fallback may stand behind the name that was asked for.',
    requires: ['carries:response-model'],
    async run(t) {
      t.answer(textAnswer('Hello.', { model: 'model-2026-09-01' }));
      for (const [way, { model }] of await bothWays(t.provider())) {
        assert.equal(model, 'model-2026-09-01', `${way} names another model: give it in a start event.`);
      }
    },
  },
  ...finishCases,
  {
    id: 'responses/request-id',
    title: 'the id that the backend gave the request is in the answer',
    reason: "Contract, `StartEvent.requestId`: a backend's support asks for it.",
    requires: ['wire'],
    async run(t) {
      t.answer(textAnswer('Hello.', { headers: { 'x-request-id': 'backend-request-42' } }));
      for (const [way, { requestId }] of await bothWays(t.provider())) {
        assert.equal(requestId, 'backend-request-42', `${way} lost it: startEvent(response) gives it.`);
      }
    },
  },
  {
    id: 'responses/headers',
    title: 'the headers of the backend are in the answer, their names in lower case',
    reason: 'Contract, `ChatResponse.headers`: users read there what no field was made for.',
    requires: ['wire'],
    async run(t) {
      t.answer(textAnswer('Hello.', { headers: { 'X-Served-By': 'Rack 9' } }));
      for (const [way, { headers }] of await bothWays(t.provider())) {
        assert.equal(headers['x-served-by'], 'Rack 9', `${way} lost it: startEvent(response) gives them.`);
      }
    },
  },
  {
    id: 'responses/rate-limit',
    title: "what is left of the backend's limits is in the answer",
    reason:
      'Contract, `ChatResponse.rateLimit`: who sends many requests slows down by it before being refused.',
    requires: ['wire'],
    async run(t) {
      t.answer(textAnswer('Hello.', { headers: limitHeaders }));
      for (const [way, { rateLimit }] of await bothWays(t.provider())) {
        const told = {
          requests: { limit: 60, remaining: 59, resetMs: 1000 },
          tokens: { limit: 150_000, remaining: 149_984, resetMs: 360_000 },
        };
        assert.deepEqual(rateLimit, told, `${way} lost them: startEvent(response) gives them.`);
      }
    },
  },
  {
    id: 'responses/no-warnings',
    title: 'a usual call with a usual answer has no warnings',
    reason: 'Contract, `ChatResponse.warnings`: nobody reads them where each call has some.',
    async run(t) {
      t.answer(textAnswer(['Hel', 'lo.']));
      for (const [way, { warnings }] of await bothWays(t.provider())) {
        assert.deepEqual(warnings, [], `${way} has warnings although nothing was ignored or changed.`);
      }
    },
  },
  {
    id: 'responses/empty',
    title: 'an answer without content is an answer',
    reason: 'Fault F29: a model that has nothing to say has not failed, and asking it again costs money.',
    faults: ['F29'],
    requires: ['wire'],
    async run(t) {
      t.answer({ parts: [], finish: 'stop' });
      for (const [way, { text, message }] of await bothWays(t.provider())) {
        assert.deepEqual({ text, content: message.content }, { text: '', content: [] }, way);
      }
    },
  },
  {
    id: 'responses/content-order',
    title: 'the message holds reasoning, text and calls in the order of the answer',
    reason:
      'Contract, `AssistantMessage`: content is in the order in which the model made it, and goes back in it.',
    requires: ['tools', 'reasoning'],
    async run(t) {
      t.answer(mixed);
      const { message } = await t.provider().chat(askWithTools);
      const kinds = message.content.map(({ type }) => type);
      assert.deepEqual(kinds, ['reasoning', 'text', 'tool-call']);
    },
  },
  {
    id: 'responses/same-when-streamed',
    title: 'a plain answer and a streamed one tell the same',
    reason: 'Architecture, section 4: streaming changes when users see an answer, not what is in it.',
    requires: ['wire', 'tools', 'reasoning', 'driver:chat', 'carries:answer-tool-call-ids'],
    async run(t) {
      t.answer(mixed);
      const [plain, streamed] = (await bothWays(t.provider(), askWithTools)).map(([, response]) => {
        const { text, reasoning, toolCalls, model, finishReason, rawFinishReason } = response;
        return { text, reasoning, toolCalls, model, finishReason, rawFinishReason };
      });
      assert.deepEqual(streamed, plain, 'The two differ: the streamed answer (+) and the plain one (-).');
    },
  },
];

/** As OpenAI writes them. */
const limitHeaders = {
  'x-ratelimit-limit-requests': '60',
  'x-ratelimit-remaining-requests': '59',
  'x-ratelimit-reset-requests': '1s',
  'x-ratelimit-limit-tokens': '150000',
  'x-ratelimit-remaining-tokens': '149984',
  'x-ratelimit-reset-tokens': '6m0s',
};
