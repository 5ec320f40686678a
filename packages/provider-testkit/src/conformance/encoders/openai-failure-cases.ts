import assert from 'node:assert/strict';
import type { ChatResponse, ErrorCode } from '@modelport/core';
import type { Json } from '../../openai/chat-wire.js';
import { DONE_FRAME, sseFrame } from '../../openai/chat-wire.js';
import { streamSteps } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import {
  delta,
  failureOf,
  finish,
  oddCases,
  readEvents,
  readFrames,
  readMessage,
  readWhole,
} from './odd-answer.js';

const hello = delta({ content: 'Hello' });
const choice = (fields: Json): Json => ({ choices: [{ index: 0, delta: { content: '' }, ...fields }] });

/** How servers say in an event that they failed. */
const failures: Readonly<Record<string, readonly [event: Json, code: ErrorCode, words: RegExp]>> = {
  'an error object': [
    { error: { message: 'Boom', type: 'server_error', code: null } },
    'BACKEND_ERROR',
    /Boom/,
  ],
  'an error in words': [{ error: 'Boom' }, 'BACKEND_ERROR', /Boom/],
  'a numeric code': [{ error: { code: 429, message: 'Boom' } }, 'RATE_LIMITED', /Boom/],
  'an object that is an error (vLLM)': [
    { object: 'error', message: 'Boom', type: 'TooManyRequests', code: 429 },
    'RATE_LIMITED',
    /Boom/,
  ],
  'an event that is an error': [
    { type: 'error', error: { type: 'server_error', message: 'Boom' } },
    'BACKEND_ERROR',
    /Boom/,
  ],
  'an event of the type error, with nothing more': [
    { type: 'error' },
    'BACKEND_ERROR',
    /stopped with an error/,
  ],
  'an error in the choice': [choice({ error: { code: 502, message: 'Boom' } }), 'BACKEND_ERROR', /Boom/],
  'an error beside a finish reason (OpenRouter)': [
    { error: { code: 429, message: 'Boom' }, ...choice({ finish_reason: 'error' }) },
    'RATE_LIMITED',
    /Boom/,
  ],
  'a bare finish reason': [choice({ finish_reason: 'error' }), 'BACKEND_ERROR', /stopped with an error/],
  'words of Groq': [{ x_groq: { error: 'Boom' }, choices: [] }, 'BACKEND_ERROR', /Boom/],
  'words of Groq that say more': [
    { x_groq: { error: 'Model m does not exist' }, choices: [] },
    'MODEL_NOT_FOUND',
    /Model m does not exist/,
  ],
  'an object of Groq': [
    { x_groq: { error: { message: 'Boom', code: 'rate_limit_exceeded' } }, choices: [] },
    'RATE_LIMITED',
    /Boom/,
  ],
};

/** How those who imitate OpenAI fail, and what is no answer. */
export const openAIFailureCases: readonly ConformanceCase[] = oddCases([
  {
    id: 'openai-wire/failures-in-stream',
    title: 'an event that says that the server failed is an error, however it says so',
    reason:
      'Fault F23: the stream ends well as far as HTTP is concerned, and half an answer must not pass for one.',
    faults: ['F23'],
    async run(t) {
      for (const [what, [event, code, words]] of Object.entries(failures)) {
        const error = await failureOf(readEvents(t, [hello, event, finish()]));
        assert.deepEqual([error.code, error.partial?.text], [code, 'Hello'], `The event had ${what}.`);
        assert.match(error.message, words, what);
      }
      const [before, failed, after] = [hello, { error: 'Boom' }, delta({ content: ' again' })].map(sseFrame);
      const together = await failureOf(readFrames(t, [`${before}${failed}${after}`]));
      assert.equal(together.partial?.text, 'Hello', 'What stands behind an error is no part of the answer.');
      const groq = await failureOf(readEvents(t, [hello, { x_groq: { error: 'Boom' }, choices: [] }]));
      assert.equal(groq.retryable, true, 'A failure of Groq that says nothing else is its own.');
    },
  },
  {
    id: 'openai-wire/failures-by-name',
    title: 'an event named error is an error, in JSON or in words',
    reason: 'Fault F23: some name the event and put in it what they have.',
    faults: ['F23'],
    async run(t) {
      for (const data of ['{"message":"Boom"}', 'Boom']) {
        const frames = [sseFrame(hello), `event: error\ndata: ${data}\n\n`, sseFrame(finish())];
        const error = await failureOf(readFrames(t, frames));
        assert.match(error.message, /Boom/, data);
        assert.equal(error.partial?.text, 'Hello');
      }
      const named = [`event: message\n${sseFrame(hello)}`, `event: errors\n${sseFrame(finish())}`];
      assert.equal((await readFrames(t, named)).response.text, 'Hello');
    },
  },
  {
    id: 'openai-wire/failures-in-whole',
    title: 'a plain answer that says that the server failed is an error',
    reason: 'Fault F7: status 200 is no promise.',
    faults: ['F7'],
    requires: ['driver:chat'],
    async run(t) {
      const failed = { choices: [{ message: { content: 'Hel' }, finish_reason: 'error' }] };
      const bodies: readonly (readonly [unknown, ErrorCode, RegExp])[] = [
        [{ error: { message: 'Boom', code: 429 } }, 'RATE_LIMITED', /Boom/],
        [[{ error: { message: 'Boom', code: 429 } }], 'RATE_LIMITED', /Boom/],
        [failed, 'BACKEND_ERROR', /stopped with an error/],
        [{ message: 'Boom' }, 'BACKEND_ERROR', /Boom/],
        [{ detail: 'Boom' }, 'BACKEND_ERROR', /Boom/],
      ];
      for (const [body, code, words] of bodies) {
        const error = await failureOf(readWhole(t, body));
        assert.equal(error.code, code, JSON.stringify(body));
        assert.match(error.message, words);
      }
    },
  },
  {
    id: 'openai-wire/no-error',
    title: 'an error that is null is none',
    reason: 'Fault F29: whole records are sent with null where they have nothing.',
    faults: ['F29'],
    requires: ['driver:chat'],
    async run(t) {
      const none = { error: null, x_groq: { error: null }, object: null };
      assert.equal(
        (await readEvents(t, [{ ...hello, ...none }, finish('stop', none)])).response.text,
        'Hello',
      );
      assert.equal((await readMessage(t, { content: 'Hello' }, none)).text, 'Hello');
    },
  },
  {
    id: 'openai-wire/no-answer',
    title: 'what is no answer is an error that says what came',
    reason: 'Fault F7: most often the base URL is that of something else.',
    faults: ['F7'],
    requires: ['driver:chat'],
    async run(t) {
      const long = 'a-name-of-more-than-thirty-characters';
      const many = { ...Object.fromEntries([...'abcdefghij'].map((name) => [name, 1])), [long]: 1 };
      const noList = await failureOf(readWhole(t, many));
      assert.equal(noList.code, 'RESPONSE_INVALID');
      assert.match(noList.message, /JSON that is no answer \(a, b, c, d, e, f, g, h\)/);
      assert.match((await failureOf(readWhole(t, { [long]: 1, z: 1 }))).message, /no answer \(z\).*baseUrl/s);
      const atMost = 'a-name-with-thirty-characters-';
      const named = await failureOf(readWhole(t, { choices: [], [atMost]: 1 }));
      assert.match(named.message, /no answer \(choices, a-name-with-thirty-characters-\)/);
      const marker = await failureOf(streamed(t, [DONE_FRAME]));
      assert.equal(marker.code, 'RESPONSE_INVALID');
      assert.match(marker.message, /an end marker alone/);
      const nothing = await failureOf(streamed(t, [sseFrame({ ping: 1 }), DONE_FRAME]));
      assert.equal(nothing.code, 'RESPONSE_INVALID');
    },
  },
  {
    id: 'openai-wire/unasked-events',
    title: 'a stream in place of a plain answer is read as one',
    reason: 'Some servers stream whatever they are asked for.',
    requires: ['driver:chat'],
    async run(t) {
      const whole = await readPlain(t, [hello, finish(), '[DONE]', delta({ content: ' again' })]);
      assert.deepEqual([whole.text, whole.finishReason], ['Hello', 'stop']);
      assert.equal((await readPlain(t, [hello, finish('length')])).finishReason, 'length');
      assert.equal((await failureOf(readPlain(t, [hello]))).code, 'STREAM_INTERRUPTED');
      const failed = await failureOf(
        readPlain(t, [hello, { error: { code: 429, message: 'Boom' } }, finish()]),
      );
      assert.equal(failed.code, 'RATE_LIMITED');
      assert.equal((await failureOf(readPlain(t, [{ ping: 1 }]))).code, 'RESPONSE_INVALID');
    },
  },
  {
    id: 'openai-wire/unasked-whole',
    title: 'a plain answer in place of a stream is read as one',
    reason: 'Some proxies cannot stream.',
    async run(t) {
      const choices = [{ index: 0, message: { content: 'Hello' }, finish_reason: 'length' }];
      t.backend.reply('chat', { body: { id: 'chatcmpl-odd', choices } });
      const { text, finishReason } = await t.provider().stream('Hi').response;
      assert.deepEqual([text, finishReason], ['Hello', 'length']);
    },
  },
  {
    id: 'openai-wire/malformed-events',
    title: 'events that are no JSON objects are skipped with a warning, as long as good ones come in between',
    reason: 'Fault F24: a few do no harm; many in a row, or more than the good ones, leave no answer.',
    faults: ['F24'],
    async run(t) {
      const good = (text: string) => delta({ content: text });
      const bad = ['null', '"what"', '[1]', '{"choices":[{', '7'];
      const mixed = [good('a'), ...bad, good('b'), ...bad, ...[...'cdefghijklmn'].map(good), finish()];
      const { text, warnings } = (await readEvents(t, mixed)).response;
      assert.equal(text, 'abcdefghijklmn');
      assert.deepEqual([...new Set(warnings.map(({ code }) => code))], ['malformed-event']);
      assert.match(warnings[0]?.message ?? '', /^One event of 4 characters/);
      const cut = [sseFrame(good('a')), sseFrame(finish()), 'data: {"choices":[{"del'];
      const { response } = await readFrames(t, cut);
      assert.deepEqual(response.warnings, [], 'The stream was cut behind the answer: that is not malformed.');
      const mostlyBad = ['{', '{', '{', good('a'), finish()];
      const marked = await failureOf(readEvents(t, mostlyBad));
      const unmarked = await failureOf(readFrames(t, mostlyBad.map(sseFrame)));
      const inARow = [good('a'), ...Array<string>(8).fill('{'), ...[...'bcdefghij'].map(good), finish()];
      const many = await failureOf(readEvents(t, inARow));
      assert.deepEqual([marked.code, unmarked.code, many.code], Array(3).fill('RESPONSE_INVALID'));
    },
  },
]);

/** Has the backend answer a plain chat with a stream. */
async function readPlain(t: CaseContext, events: readonly (Json | string)[]): Promise<ChatResponse> {
  const headers = { 'content-type': 'text/event-stream' };
  t.backend.reply('chat', { headers, body: events.map(sseFrame).join('') });
  return t.provider().chat('Hi');
}

async function streamed(t: CaseContext, frames: readonly string[]): Promise<unknown> {
  t.backend.reply('chat', streamSteps(t.wire, frames));
  return t.provider().stream('Hi').response;
}
