/** Which servers are recorded, and what each is asked. */

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatCases, errorCases, otherCases, recordConcurrent } from './chat-cases.mjs';
import {
  chat,
  endless,
  get,
  message,
  personFormat,
  post,
  respond,
  stream,
  think,
  user,
  weather,
  weatherForMessages,
  weatherForResponses,
} from './requests.mjs';

const ping = { messages: user('ping') };
const hello = { messages: user('Hi there') };
const question = { messages: user('What is the weather?') };
const chatModel = ['-m', 'tiny-chat.gguf'];

/** Cases that are one request each. */
function single(requests) {
  return Object.entries(requests).map(([name, request]) => ({ name, request }));
}

/** Hangs up on an endless stream, then looks whether the slot is free. */
async function recordAbort({ record, send }) {
  const note = 'without an end; the client hung up after some events (the body is what had come)';
  const twentyEvents = (received) => received.toString().split('\n\n').length > 20;
  await record('abort-stream', chat({ messages: user('count'), ...endless }, { note }), twentyEvents);
  for (let attempt = 0; attempt < 200; attempt++) {
    const slots = JSON.parse((await send(get('/slots'))).body);
    if (slots.every((slot) => !slot.is_processing)) break;
    await sleep(2);
  }
  await record('abort-slots-after', get('/slots', { note: 'after the client hung up' }));
}

const thinkingModel = { model: 'tiny-thinking' };
const thinkingInput = { ...thinkingModel, temperature: 0 };
const thinkingLimits = { ...thinkingModel, max_tokens: 100, temperature: 0 };
const thinkingCases = {
  thinking: think(hello),
  'thinking-stream': think({ ...hello, ...stream }),
  'thinking-off': think({ ...hello, chat_template_kwargs: { enable_thinking: false } }),
  'thinking-format-none': think({ ...hello, reasoning_format: 'none' }),
  'thinking-cut': think({ ...hello, max_tokens: 5 }),
  'thinking-budget-zero': think({ ...hello, reasoning_budget: 0, thinking_budget_tokens: 0 }),
  'thinking-tools-stream': think({ ...question, tools: [weather], ...stream }),
  'thinking-json-schema': think({ messages: user('A person'), response_format: personFormat }),
  'thinking-responses-stream': respond({ ...thinkingInput, input: 'Hi there', stream: true }),
  'thinking-responses-tools-stream': respond({
    ...thinkingInput,
    input: 'What is the weather?',
    tools: [weatherForResponses],
    stream: true,
  }),
  'thinking-messages': message({ ...thinkingLimits, ...hello }),
  'thinking-messages-stream': message({ ...thinkingLimits, ...hello, stream: true }),
  'thinking-messages-tools-stream': message({
    ...thinkingLimits,
    ...question,
    tools: [weatherForMessages],
    stream: true,
  }),
};

const keyCases = {
  'key-missing': chat(ping),
  'key-wrong': chat(ping, { headers: { authorization: 'Bearer sk-wrong' } }),
  'key-right': chat(ping, { headers: { authorization: 'Bearer sk-right' } }),
  'key-x-api-key': message({ max_tokens: 10, ...ping }, { headers: { 'x-api-key': 'sk-right' } }),
  'key-missing-messages': message({ max_tokens: 10, ...ping }),
  'key-health': get('/health', { note: 'needs no key' }),
  'key-models': get('/v1/models', { note: 'without a key' }),
  'key-props': get('/props', { note: 'without a key' }),
};

const embed = (input, rest) => post('/v1/embeddings', { model: 'tiny-embed', input, ...rest });
const embeddingsCases = {
  embeddings: embed('Hi there'),
  'embeddings-many': embed(['Hi', 'there']),
  'embeddings-base64': embed('Hi there', { encoding_format: 'base64' }),
  'embeddings-native': post('/embedding', { content: 'Hi' }),
  'embeddings-tokens': embed([104, 105]),
  'embeddings-empty': embed(''),
  'embeddings-too-long': embed('words '.repeat(400)),
  'embeddings-chat': chat(ping, { note: 'chat on a server for embeddings' }),
};

/** A folder of two models and a file that is none. */
function prepareModels({ scratch }) {
  const folder = join(scratch, 'models');
  mkdirSync(folder);
  for (const model of ['tiny-chat.gguf', 'tiny-thinking.gguf']) {
    cpSync(join(scratch, model), join(folder, model));
  }
  writeFileSync(join(folder, 'broken.gguf'), 'GGUF, but not really');
}

/** The states of a router's models: what one request does shows in the next. */
async function recordRouter({ record, send }) {
  await record('router-health', get('/health'));
  await record('router-props', get('/props'));
  await record('router-models-before', get('/v1/models'));
  await record('router-chat', chat(ping, { note: 'loads the model first' }));
  await record('router-models-loaded', get('/v1/models'));
  const note = '--models-max 1: the other model is unloaded';
  await record('router-chat-other-stream', think({ ...ping, ...stream }, { note }));
  await record('router-models-swapped', get('/v1/models'));
  await record('router-unknown-model', chat({ model: 'no-such-model', ...ping }));
  await record('router-no-model', post('/v1/chat/completions', ping));
  await record('router-broken-model', chat({ model: 'broken', ...ping }));
  await record('router-models-broken', get('/v1/models'));
  await record('router-load', post('/models/load', { model: 'tiny-chat' }));
  await record('router-load-again', post('/models/load', { model: 'tiny-chat' }));
  for (let attempt = 0; attempt < 100; attempt++) {
    const { data } = JSON.parse((await send(get('/v1/models'))).body);
    if (data.some(({ id, status }) => id === 'tiny-chat' && status?.value === 'loaded')) break;
    await sleep(20);
  }
  await record('router-props-model', get('/props?model=tiny-chat'));
  await record('router-unload', post('/models/unload', { model: 'tiny-chat' }));
  await record('router-unload-unknown', post('/models/unload', { model: 'no-such-model' }));
  await record('router-messages', message({ max_tokens: 10, temperature: 0, ...ping }));
}

/** Asks as soon as the port is open, before the model is loaded. */
async function recordLoading({ record }) {
  const wanted = {
    'loading-health': get('/health'),
    'loading-models': get('/v1/models'),
    'loading-chat': chat(ping),
    'loading-chat-stream': chat({ ...ping, stream: true }),
    'loading-messages': post('/v1/messages', { model: 'm', max_tokens: 5, ...ping }),
  };
  for (const [name, request] of Object.entries(wanted)) {
    for (let attempt = 0; attempt < 4000; attempt++) {
      const answer = await record(name, request).catch(() => undefined);
      if (answer !== undefined) break;
      await sleep(1);
    }
  }
}

/** The servers in the order in which they are recorded. */
export const servers = [
  {
    label: 'chat',
    commandLine: [...chatModel, '-a', 'tiny-chat', '-np', '4', '-c', '8192', '--metrics'],
    cases: [
      ...single({ health: get('/health'), models: get('/v1/models'), props: get('/props') }),
      ...single({ 'slots-idle': get('/slots') }),
      ...single({ ...chatCases, ...otherCases, ...errorCases }),
      { name: 'concurrent', run: recordConcurrent },
      ...single({ metrics: get('/metrics') }),
    ],
  },
  {
    label: 'abort',
    commandLine: [...chatModel, '-a', 'tiny-chat', '-np', '1', '-c', '2048', '--context-shift'],
    cases: [{ name: 'abort', run: recordAbort }],
  },
  {
    label: 'short',
    commandLine: [...chatModel, '-np', '1', '-c', '256', '--no-slots'],
    cases: single({
      'context-full-stream': chat(
        { messages: user('count'), ...stream, ignore_eos: true, max_tokens: -1 },
        { note: 'the answer reaches the end of the context (256)' },
      ),
      'error-slots-off': get('/slots'),
      'error-metrics-off': get('/metrics'),
    }),
  },
  {
    label: 'thinking',
    commandLine: ['-m', 'tiny-thinking.gguf', '-a', 'tiny-thinking', '-np', '1'],
    cases: single(thinkingCases),
  },
  {
    label: 'key',
    commandLine: [...chatModel, '-np', '1', '--api-key', 'sk-right'],
    cases: single(keyCases),
  },
  {
    label: 'embeddings',
    commandLine: [
      ...[...chatModel, '-a', 'tiny-embed', '--embeddings', '--pooling', 'mean'],
      ...['-np', '2', '-c', '1024'],
    ],
    cases: single(embeddingsCases),
  },
  {
    label: 'router',
    prepare: prepareModels,
    commandLine: ['--models-dir', 'models', '--models-max', '1', '-np', '1', '-c', '2048'],
    cases: [{ name: 'router', run: recordRouter }],
  },
  {
    label: 'loading',
    // Some 100 MB: loading takes a moment.
    prepare: ({ makeModel }) => makeModel('tiny-wide.gguf', '--layers', '6', '--feed-forward', '6000'),
    commandLine: ['-m', 'tiny-wide.gguf', '-np', '1', '--load-mode', 'none'],
    waitUntilReady: false,
    cases: [{ name: 'loading', run: recordLoading }],
  },
];
