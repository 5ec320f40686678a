import type { KnownErrorCode } from '@modelport/core';
import { httpError } from '@modelport/provider-utils';
import { describe, expect, it } from 'vitest';
import { loadCapture } from '../../../src/captures/load-capture.js';
import type { Answer } from '../../../src/conformance/answer.js';
import { type OpenAIWireName, openAIVariants } from '../../../src/conformance/encoders/openai-variants.js';
import { createOpenAIWire } from '../../../src/conformance/encoders/openai-wire.js';
import type { RawRequest } from '../../../src/network/request-reader.js';

type Json = Record<string, unknown>;

const names = Object.keys(openAIVariants) as OpenAIWireName[];
const codes: readonly KnownErrorCode[] = [
  ...(['REQUEST_INVALID', 'NOT_SUPPORTED', 'AUTH_FAILED', 'PERMISSION_DENIED', 'RATE_LIMITED'] as const),
  ...(['INSUFFICIENT_FUNDS', 'MODEL_NOT_FOUND', 'MODEL_LOADING', 'CONTEXT_LENGTH_EXCEEDED'] as const),
  ...(['CONTENT_FILTERED', 'OVERLOADED', 'BACKEND_ERROR'] as const),
];
const answer: Answer = {
  parts: [
    { text: 'So: ' },
    { reasoning: ['Hm', '.'] },
    { toolCall: { id: 'call_1', name: 'add', arguments: ['{"a"', ':1}'] } },
    { text: 'Done.' },
  ],
  usage: { inputTokens: 3, outputTokens: 4, cachedInputTokens: 2 },
};

function chatRequest(body: Json, path = '/v1/chat/completions'): RawRequest {
  const whole = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...body };
  return { method: 'POST', path, headers: {}, text: JSON.stringify(whole), body: whole, receivedAt: 0 };
}

/** The JSON of each event. */
function eventsOf(name: OpenAIWireName, request?: RawRequest, given: Answer = answer): Json[] {
  const { opening, content, finish } = createOpenAIWire(name).frames(given, request);
  return [...opening, ...content, ...finish]
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => JSON.parse(frame.slice('data: '.length)));
}

function deltasOf(events: readonly Json[]): Json[] {
  return events.flatMap(({ choices }) => (choices as Json[]).map(({ delta }) => (delta ?? {}) as Json));
}

describe.each(names)('the wire of %s', (name) => {
  const wire = createOpenAIWire(name);

  it('has words for a failure that say what it is', () => {
    const told = codes.filter((code) => wire.failure({ code }));
    const understood = told.map((code) => {
      const { status, body } = wire.failure({ code }) ?? {};
      return httpError({ status, body }).code;
    });
    expect(understood).toEqual(told);
    expect(told).toEqual(expect.arrayContaining(['AUTH_FAILED', 'BACKEND_ERROR']));
  });

  it('has an event for a failure that says what it is', () => {
    const frames = codes.map((code) => [code, wire.failureFrame?.({ code })] as const);
    const told = frames.filter(([, frame]) => frame !== undefined);
    const understood = told.map(([code, frame = '']) => {
      const { x_groq: groq, ...body } = JSON.parse(frame.split('\n\n')[0]?.slice('data: '.length) ?? '');
      // Groq's words alone are the server's failure, as its provider has it.
      return [code, httpError({ body: groq ? { ...groq, type: 'server_error' } : body }).code];
    });
    expect(understood).toEqual(told.map(([code]) => [code, code]));
    expect(told.map(([code]) => code)).toEqual(
      expect.arrayContaining(['BACKEND_ERROR', 'CONTEXT_LENGTH_EXCEEDED']),
    );
  });

  it('tells the numbers of a full context, and the words that it is given', () => {
    const numbers = { contextLength: 1234, promptTokens: 5678 };
    const { body } = wire.failure({ code: 'CONTEXT_LENGTH_EXCEEDED', ...numbers }) ?? {};
    expect(JSON.stringify(body)).toMatch(/1234.*5678|5678.*1234/);
    const named = wire.failure({ code: 'REQUEST_INVALID', message: 'Not like this.' });
    expect(JSON.stringify(named?.body)).toContain('Not like this.');
  });

  it('lists models by their ids', () => {
    const { body } = wire.models?.(['one', 'two']) ?? {};
    const { data, models } = body as { data?: Json[]; models?: Json[] };
    const listed = Array.isArray(body) ? body : (data ?? models ?? []);
    expect(listed.map(({ id, key }: Json) => id ?? key)).toEqual(['one', 'two']);
  });

  it('streams the parts of an answer in their order, and tells apart where it may be cut', () => {
    const { opening, content, finish, end } = wire.frames(answer);
    expect(content).toHaveLength(7);
    const kinds = deltasOf(eventsOf(name))
      .map(({ role: _, refusal: __, ...delta }) => Object.entries(delta)[0])
      .filter((entry) => entry?.[1])
      .map((entry) => entry?.[0]?.replace(/_content$/, ''));
    const call = 'tool_calls';
    expect(kinds).toEqual(['content', 'reasoning', 'reasoning', call, call, call, 'content']);
    expect(opening.join('')).not.toContain('So: ');
    expect([...opening, ...content].join('')).not.toContain('"finish_reason":"tool_calls"');
    expect(finish.join('')).toContain('"finish_reason":"tool_calls"');
    expect(end).toEqual(['data: [DONE]\n\n']);
  });

  it('tells of usage only what the answer does', () => {
    const counts = (given: Answer) =>
      eventsOf(name, undefined, given).flatMap(
        ({ usage, x_groq: groq }) => usage ?? (groq as Json)?.['usage'] ?? [],
      );
    expect(counts({ parts: answer.parts })).toEqual([]);
    const plain = (given: Answer) => ((wire.whole?.(given)?.body ?? {}) as Json)['usage'];
    expect(plain({ parts: answer.parts })).toBeUndefined();
    for (const usage of counts(answer) as Json[]) expect(usage).toMatchObject({ prompt_tokens: 3 });
    const { reasoningTokens: _, cachedInputTokens: __, ...bare } = answer.usage ?? {};
    const [usage] = counts({ ...answer, usage: bare as NonNullable<Answer['usage']> });
    expect(JSON.stringify(usage)).not.toMatch(/reasoning_tokens|cached_tokens|cache_hit/);
  });

  it('refuses fields and values that the contract would be lost in', () => {
    const path = `${wire.basePath}/chat/completions`;
    const read = (body: Json) => () => wire.readChat(chatRequest(body, path));
    expect(read({ temprature: 1 })).toThrow(/temprature/);
    expect(read({ temperature: '1' })).toThrow(/temperature/);
    expect(read({ messages: [{ role: 'tool', tool_call_id: 'c', content: '1' }] })).toThrow(/tool_calls/);
    expect(read({ temperature: 1, max_tokens: 2 })()).toMatchObject({ temperature: 1, maxTokens: 2 });
  });

  it('knows its paths, behind a proxy as well', () => {
    const operationOf = (method: string, path: string) =>
      wire.operation({ ...chatRequest({}), method, path: `${path}?a=b` });
    for (const proxy of ['', '/proxy/team']) {
      const base = `${proxy}${wire.basePath}`;
      expect(operationOf('POST', `${base}/chat/completions`)).toBe('chat');
      expect(operationOf('POST', `${base}/embeddings`)).toBe('embed');
      expect(operationOf('GET', `${base}/chat/completions`)).toBe('other');
      expect(operationOf('POST', `${base}/completions`)).toBe('other');
    }
  });
});

it('tells usage in a stream only if asked, unless that is how it is', () => {
  const usagesOf = (name: OpenAIWireName, body: Json) =>
    eventsOf(name, chatRequest({ stream: true, ...body })).filter(({ usage }) => usage);
  expect(usagesOf('openai', {})).toEqual([]);
  expect(usagesOf('openai', { stream_options: { include_usage: true } })).toHaveLength(1);
  expect(usagesOf('mistral', {})).toHaveLength(1);
});

it('names the model that was asked for, and gives log probabilities where asked', () => {
  const [first] = eventsOf('openai', chatRequest({ model: 'gpt-x', logprobs: true, top_logprobs: 2 }));
  expect(first?.['model']).toBe('gpt-x');
  const [text] = eventsOf('openai', chatRequest({ logprobs: true, top_logprobs: 2 })).flatMap(({ choices }) =>
    (choices as Json[]).filter(({ logprobs }) => logprobs),
  );
  expect(text?.['logprobs']).toMatchObject({ content: [{ token: 'So: ', top_logprobs: [{}, {}] }] });
});

describe('the wire of llama-server', () => {
  const { failure } = createOpenAIWire('llamacpp');

  it.each([
    ['loading-chat', 'MODEL_LOADING'],
    ['key-wrong', 'AUTH_FAILED'],
  ] as const)('says what the real one says: %s', (capture, code) => {
    const { status, body } = loadCapture(`llamacpp/${capture}`);
    expect(failure({ code })).toMatchObject({ status, body: JSON.parse(Buffer.from(body).toString()) });
  });

  it('says in the words of the real one that a context is full', () => {
    const { status, body } = loadCapture('llamacpp/error-context');
    const { error } = JSON.parse(Buffer.from(body).toString());
    const { n_ctx: contextLength, n_prompt_tokens: promptTokens } = error;
    expect(failure({ code: 'CONTEXT_LENGTH_EXCEEDED', contextLength, promptTokens })).toMatchObject({
      status,
      body: { error },
    });
  });
});

it('reads how each is told to think', () => {
  const reasoningOf = (name: OpenAIWireName, body: Json) => {
    const { basePath } = createOpenAIWire(name);
    return createOpenAIWire(name).readChat(chatRequest(body, `${basePath}/chat/completions`));
  };
  expect(reasoningOf('openai', { reasoning_effort: 'low' }).reasoning).toEqual({ effort: 'low' });
  const off = { reasoning: { enabled: false }, rest: {} };
  expect(reasoningOf('deepseek', { thinking: { type: 'disabled' } })).toMatchObject(off);
  const variables = { enable_thinking: false, style: 'terse' };
  const read = reasoningOf('vllm', { chat_template_kwargs: variables });
  expect(read).toMatchObject({ ...off, rest: { chat_template_kwargs: { style: 'terse' } } });
  expect(reasoningOf('llamacpp', { return_progress: true }).rest).toEqual({});
  const both = { thinking: { type: 'enabled' }, reasoning_effort: 'high' };
  expect(reasoningOf('deepseek', both).reasoning).toEqual({ effort: 'high' });
});

it('refuses a body that names another model than the path of a deployment', () => {
  const { readChat } = createOpenAIWire('azure');
  const path = '/openai/deployments/own/chat/completions?api-version=2024-10-21';
  expect(() => readChat(chatRequest({}, path))).toThrow(/own.*\bm\b/);
  expect(readChat(chatRequest({ model: 'own' }, path)).model).toBe('own');
});
