import assert from 'node:assert/strict';
import type { ChatRequest } from '@modelport/core';
import type { Reply } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase, Requirement } from '../conformance-case.js';
import { abortWhileSilent, htmlPage, otherJson } from './support/side-calls.js';

const requires: readonly Requirement[] = ['wire', 'driver:countTokens'];

/** Counting tokens without generating. */
export const tokenCountsCases: readonly ConformanceCase[] = [
  {
    id: 'token-counts/exact',
    title: 'the count is that of the backend',
    reason: 'Contract, `countTokens`: the exact number. An estimate is what everybody has already.',
    requires,
    async run(t) {
      t.backend.reply('count-tokens', countOf(t, 4711));
      assert.equal(await t.provider().countTokens('How long is this?'), 4711);
    },
  },
  {
    id: 'token-counts/request',
    title: 'the whole request is counted: system message, conversation and tools',
    reason: 'Contract, `countTokens`: of a chat request. Tools often are the larger part of it.',
    requires,
    async run(t) {
      t.backend.reply('count-tokens', countOf(t, 1));
      const provider = t.provider();
      await provider.chat(wholeRequest);
      await provider.countTokens(wholeRequest);
      const [counted] = t.backend.requestsFor('count-tokens');
      assert.ok(counted, 'The backend was not asked.');
      const { model, messages, tools } = t.wire.readChat(counted);
      const [chat] = t.backend.chats;
      assert.deepEqual(
        { model, messages, tools },
        { model: chat?.model, messages: chat?.messages, tools: chat?.tools },
        'What is counted must be what a chat would send.',
      );
    },
  },
  {
    id: 'token-counts/no-generation',
    title: 'nothing is generated to count',
    reason: 'Contract, `countTokens`: without generating. A count is asked before what may be too dear.',
    requires,
    async run(t) {
      t.backend.reply('count-tokens', countOf(t, 12));
      await t.provider().countTokens('How long is this?');
      assert.equal(t.backend.requestsFor('chat').length, 0);
    },
  },
  {
    id: 'token-counts/other-json',
    title: 'an answer without a count is an error, never a number',
    reason: 'A count of 0 lets everything pass that is to be kept within a limit.',
    faults: ['F7'],
    requires,
    async run(t) {
      t.backend.reply('count-tokens', otherJson);
      await assertFails(t, 'RESPONSE_INVALID');
    },
  },
  {
    id: 'token-counts/html',
    title: 'a page of HTML is an error that says so',
    reason: 'Architecture, errors: `RESPONSE_INVALID` is not tried again, and means: check the base URL.',
    faults: ['F7'],
    requires,
    async run(t) {
      t.backend.reply('count-tokens', htmlPage);
      await assertFails(t, 'RESPONSE_INVALID');
    },
  },
  {
    id: 'token-counts/refused',
    title: 'a refusal keeps its code',
    reason: 'Architecture, errors: programs decide by `code`, in every operation by the same ones.',
    faults: ['F11'],
    requires: [...requires, 'failure:AUTH_FAILED'],
    async run(t) {
      t.backend.reply('count-tokens', { failure: 'AUTH_FAILED' });
      await assertFails(t, 'AUTH_FAILED');
    },
  },
  {
    id: 'token-counts/abort',
    title: 'an abort ends the call and closes the connection',
    reason: 'Contract, `CallContext.signal`: pass it to the transport, in every operation.',
    faults: ['F40'],
    requires,
    run: (t) => abortWhileSilent(t, (options) => t.provider().countTokens('How long is this?', options)),
  },
];

const wholeRequest: ChatRequest = {
  messages: [
    { role: 'system', content: 'Answer like a pirate.' },
    { role: 'user', content: 'What is the weather in Paris?' },
    { role: 'assistant', content: 'Arr, which Paris?' },
    { role: 'user', content: 'The one in France.' },
  ],
  tools: [
    {
      name: 'get_weather',
      description: 'The weather of a city, now.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  ],
};

async function assertFails(t: CaseContext, code: string): Promise<void> {
  const counted = t.provider().countTokens('How long is this?');
  await assert.rejects(counted, { code }, `\`countTokens\` must throw ${code}, not give a number.`);
}

function countOf({ wire }: CaseContext, count: number): Reply {
  if (wire.tokenCount) return wire.tokenCount(count);
  throw new Error(
    `The wire ${wire.name} has no \`tokenCount\`, but the driver has \`countTokens\`: write it.`,
  );
}
