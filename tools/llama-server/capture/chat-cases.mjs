/** What a chat server with four slots is asked. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  chat,
  endless,
  get,
  longPrompt,
  message,
  personFormat,
  personSchema,
  post,
  respond,
  schemaFormat,
  stream,
  time,
  toolTurn,
  toolTurnForMessages,
  toolTurnForResponses,
  user,
  weather,
  weatherForMessages,
  weatherForResponses,
} from './requests.mjs';

const hello = { messages: user('Hi there') };
const count = { messages: user('count') };
const question = { messages: user('What is the weather?') };
const onePiece = (content) => [{ type: 'text', text: content }];
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
const sampled = { ...hello, n: 2, temperature: 1, seed: 7 };
const withLogprobs = { ...hello, logprobs: true, top_logprobs: 3, max_tokens: 6 };
const cut = { note: 'cut inside the arguments' };
const named = { type: 'function', function: { name: 'get_time' } };

/** Chat completions, plain and streamed. */
export const chatCases = {
  chat: chat(hello),
  'chat-cached': chat(hello, { note: 'the same again: the prompt is cached' }),
  'chat-system': chat({ messages: [{ role: 'system', content: 'Be brief.' }, ...user('ping')] }),
  'chat-stream': chat({ ...hello, stream: true }),
  'chat-stream-usage': chat({ ...hello, ...stream }),
  'chat-stream-unicode': chat(
    { messages: user('unicode'), ...stream },
    { note: 'characters split over tokens' },
  ),
  'chat-stream-timings': chat({
    messages: user('ping'),
    ...stream,
    timings_per_token: true,
    return_progress: true,
  }),
  'chat-length': chat({ ...count, max_tokens: 10 }),
  'chat-length-stream': chat({ ...count, max_tokens: 10, ...stream }),
  'chat-stop': chat({ ...count, stop: [' 7'] }),
  'chat-stop-stream': chat({ ...count, stop: [' 7'], ...stream }),
  'chat-n2': chat(sampled),
  'chat-n2-stream': chat({ ...sampled, ...stream }),
  'chat-logprobs': chat(withLogprobs),
  'chat-logprobs-stream': chat({ ...withLogprobs, ...stream }),
  'chat-content-parts': chat({ messages: user(onePiece('ping')) }),
  'chat-tools': chat({ ...question, tools: [weather, time] }),
  'chat-tools-stream': chat({ ...question, tools: [weather, time], ...stream }),
  'chat-tools-required': chat({ ...question, tools: [weather], tool_choice: 'required' }),
  'chat-tools-required-stream': chat({
    messages: user('ping'),
    tools: [weather],
    tool_choice: 'required',
    ...stream,
  }),
  'chat-tools-named': chat({ ...question, tools: [weather, time], tool_choice: named }),
  'chat-tools-none': chat({ ...question, tools: [weather], tool_choice: 'none' }),
  'chat-tools-text-instead': chat({ messages: user('ping'), tools: [weather], ...stream }),
  'chat-tools-result': chat({ messages: toolTurn, tools: [weather] }),
  'chat-tools-result-stream': chat({ messages: toolTurn, tools: [weather], ...stream }),
  'chat-tools-cut': chat({ ...question, tools: [weather], max_tokens: 20 }, cut),
  'chat-tools-cut-stream': chat({ ...question, tools: [weather], max_tokens: 20, ...stream }, cut),
  'chat-json-schema': chat({ messages: user('A person'), response_format: personFormat }),
  'chat-json-schema-stream': chat({ messages: user('A person'), response_format: personFormat, ...stream }),
  'chat-json-object': chat({ messages: user('A person'), response_format: { type: 'json_object' } }),
  'chat-json-schema-with-tools': chat({
    messages: toolTurn,
    tools: [weather],
    response_format: personFormat,
  }),
  'chat-grammar': chat({ messages: user('Yes or no?'), grammar: 'root ::= "yes" | "no"' }),
};

const story = { prompt: 'Once upon a time', temperature: 0 };
const input = { input: 'Hi there', temperature: 0 };
const asked = { input: 'What is the weather?', temperature: 0, tools: [weatherForResponses] };
const text = { format: { type: 'json_schema', name: 'person', strict: true, schema: personSchema } };
const limits = { max_tokens: 100, temperature: 0 };

/** The server's other endpoints, and the other dialects that it speaks. */
export const otherCases = {
  completions: post('/v1/completions', { ...story, max_tokens: 12 }),
  'completions-stream': post('/v1/completions', { ...story, max_tokens: 12, ...stream }),
  'native-completion': post('/completion', { ...story, n_predict: 8 }),
  'native-completion-stream': post('/completion', { ...story, n_predict: 8, stream: true }),
  tokenize: post('/tokenize', { content: 'user ping café', with_pieces: true }),
  detokenize: post('/detokenize', { tokens: [104, 105] }),
  'apply-template': post('/apply-template', { ...hello, tools: [weather] }),
  responses: respond(input),
  'responses-stream': respond({ ...input, stream: true }),
  'responses-tools': respond(asked),
  'responses-tools-stream': respond({ ...asked, stream: true }),
  'responses-tools-result': respond({ ...asked, input: toolTurnForResponses }),
  'responses-json-schema': respond({ input: 'A person', temperature: 0, text }),
  'responses-length': respond({ input: 'count', temperature: 0, max_output_tokens: 10 }),
  'responses-previous-id': respond({ input: 'Hi there', previous_response_id: 'resp_x' }),
  'responses-input-tokens': respond({ input: 'Hi there' }, '/v1/responses/input_tokens'),
  messages: message({ ...limits, ...hello }),
  'messages-stream': message({ ...limits, ...hello, stream: true }),
  'messages-tools': message({ ...limits, ...question, tools: [weatherForMessages] }),
  'messages-tools-stream': message({ ...limits, ...question, tools: [weatherForMessages], stream: true }),
  'messages-tools-result': message({ ...limits, tools: [weatherForMessages], messages: toolTurnForMessages }),
  'messages-length': message({ ...limits, ...count, max_tokens: 10 }),
  'messages-stop': message({ ...limits, ...count, stop_sequences: [' 7'] }),
  'messages-count-tokens': post('/v1/messages/count_tokens', { model: 'tiny-chat', ...hello }),
};

const hi = { messages: user('Hi') };
const nowhere = { type: 'object', properties: { a: { $ref: '#/nowhere' } } };
const unanchored = { type: 'string', pattern: 'unanchored(?=x)' };

/** Requests that are refused. */
export const errorCases = {
  'error-context': chat({ messages: user(longPrompt) }, { note: "a prompt longer than a slot's context" }),
  'error-context-stream': chat({ messages: user(longPrompt), stream: true }),
  'error-context-responses': respond({ input: longPrompt }),
  'error-context-messages': message({ max_tokens: 10, messages: user(longPrompt) }),
  'error-bad-json': { path: '/v1/chat/completions', raw: '{"messages": [' },
  'error-no-messages': chat({}),
  'error-bad-role': chat({ messages: [{ content: 'no role' }] }),
  'error-bad-type': chat({ ...hi, temperature: 'hot' }),
  'error-bad-schema': chat({ ...hi, response_format: schemaFormat(nowhere) }),
  'error-bad-pattern': chat({ ...hi, response_format: schemaFormat(unanchored) }),
  'error-bad-grammar': chat({ ...hi, grammar: 'root ::= (' }),
  'error-bad-tool-choice': chat({ ...hi, tools: [weather], tool_choice: 'sometimes' }),
  'error-image': chat({ messages: user([...onePiece('See'), image]) }),
  'error-not-found': get('/v1/nothing'),
  'error-embeddings-off': post('/v1/embeddings', { input: 'Hi there' }),
  'error-rerank-off': post('/v1/rerank', { query: 'a', documents: ['a', 'b'] }),
  'error-unknown-model': chat(
    { model: 'no-such-model', messages: user('ping') },
    { note: 'one model served: the name is not looked at' },
  ),
  'error-messages-no-max-tokens': message({ messages: user('ping') }),
  'error-messages-no-messages': message({ max_tokens: 10 }),
};

/** Keeps all four slots busy, looks at them, and sends a fifth request, which waits. */
export async function recordConcurrent({ record, send }) {
  let reads = 0;
  const busy = Array.from({ length: 4 }, () =>
    send(chat({ ...count, ...endless, max_tokens: 3000 }), () => {
      reads++;
      return false;
    }),
  );
  while (reads < 20) await sleep(5);
  await record('concurrent-slots', get('/slots', { note: 'while four requests are answered' }));
  const note = 'sent while all four slots were busy: it waits';
  await record('concurrent-fifth', chat({ messages: user('ping') }, { note }));
  await Promise.all(busy);
}
