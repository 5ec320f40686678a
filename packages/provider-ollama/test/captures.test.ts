import type { ChatEvent, ChatResponse, ProviderError } from '@modelport/core';
import { type Capture, captures, loadCapture } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { testProvider } from './support/provider.js';
import { readAnswer } from './support/read-answer.js';
import { startServer } from './support/server.js';

const text = ({ body }: Capture) => new TextDecoder().decode(body);
const ofType = <Type extends ChatEvent['type']>(events: readonly ChatEvent[], type: Type) =>
  events.filter((event): event is Extract<ChatEvent, { type: Type }> => event.type === type);

describe('a recorded stream', () => {
  it.each([
    ['chat-stream', 'chat'],
    ['chat-length-stream', 'chat-length'],
    ['chat-logprobs-stream', 'chat-logprobs'],
    ['chat-format-schema-stream', 'chat-format-schema'],
    ['chat-tools-stream', 'chat-tools'],
    ['thinking-stream', 'thinking'],
  ])('gives what the server itself joins where it does not stream: %s', (streamed, joined) => {
    const whole = JSON.parse(text(loadCapture(`ollama/${joined}`)));
    const { events, failure, warnings } = readAnswer([loadCapture(`ollama/${streamed}`).body]);
    expect([failure, warnings]).toEqual([undefined, []]);
    const join = (type: 'text-delta' | 'reasoning-delta') =>
      ofType(events, type)
        .map((delta) => delta.text)
        .join('');
    expect(join('text-delta')).toBe(whole.message.content);
    expect(join('reasoning-delta')).toBe(whole.message.thinking ?? '');
    const calls = (whole.message.tool_calls ?? []) as { function: { name: string; arguments: object } }[];
    expect(ofType(events, 'tool-call').map(({ name, arguments: given }) => [name, given])).toEqual(
      calls.map((call) => [call.function.name, call.function.arguments]),
    );
    const logprobs = ofType(events, 'text-delta').flatMap((delta) => delta.logprobs ?? []);
    expect(logprobs.map(({ token }) => token)).toEqual(
      ((whole.logprobs ?? []) as { token: string }[]).map(({ token }) => token),
    );
    expect(ofType(events, 'finish')).toMatchObject([{ rawFinishReason: whole.done_reason }]);
    expect(ofType(events, 'usage')).toMatchObject([{ usage: { outputTokens: whole.eval_count } }]);
  });

  it.each([
    ['chat', 'chat-stream'],
    ['chat-length', 'chat-length-stream'],
    ['chat-format-schema', 'chat-format-schema-stream'],
    ['chat-tools', 'chat-tools-stream'],
    ['thinking', 'thinking-stream'],
  ])('tells users the same as the plain answer: %s', async (plain, streamed) => {
    await using server = await startServer({
      '/api/chat': ({ body }) => ({ body: text(loadCapture(`ollama/${body.stream ? streamed : plain}`)) }),
    });
    const provider = testProvider(server);
    const seen = (response: ChatResponse) => {
      const { text: said, reasoning, toolCalls, finishReason, rawFinishReason, model, warnings } = response;
      // Ids and counts are those of two runs.
      const calls = toolCalls.map(({ name, arguments: given }) => [name, given]);
      const known = [Object.keys(response.usage).sort(), Object.keys(response.timings?.raw ?? {}).sort()];
      return { said, reasoning, calls, finishReason, rawFinishReason, model, warnings, known };
    };
    const whole = await provider.chat('Hi');
    expect(seen(whole)).toEqual(seen(await provider.stream('Hi').response));
    expect(whole.message.content.length).toBeGreaterThan(0);
    expect(whole.usage.outputTokens).toBe(JSON.parse(text(loadCapture(`ollama/${plain}`))).eval_count);
  });

  it('ends with a finish, unless it was cut or failed', () => {
    for (const { name, body } of captures({ prefix: 'ollama/', path: '/api/chat', stream: true })) {
      const { events, failure } = readAnswer([body]);
      const isWhole = !/cancelled|killed/.test(name);
      expect([name, ofType(events, 'finish').length]).toEqual([name, isWhole ? 1 : 0]);
      expect([name, failure?.code]).toEqual([name, /killed/.test(name) ? 'BACKEND_ERROR' : undefined]);
    }
  });
});

describe('a recorded plain answer', () => {
  const answers = captures({ prefix: 'ollama/', path: '/api/chat', stream: false }).filter(
    ({ status }) => status === 200,
  );

  it('is read as what it says', async () => {
    expect(answers.length).toBeGreaterThan(20);
    for (const { name, body } of answers) {
      const json = new TextDecoder().decode(body);
      const {
        message,
        done_reason,
        prompt_eval_count: inputTokens,
        eval_count: outputTokens,
      } = JSON.parse(json);
      await using server = await startServer({ '/api/chat': { body: json } });
      const response = await testProvider(server).chat('Hi');
      expect([name, response]).toMatchObject([
        name,
        { text: message.content, rawFinishReason: done_reason, warnings: [] },
      ]);
      expect([name, response.reasoning ?? '']).toEqual([name, message.thinking ?? '']);
      expect([name, response.toolCalls.length]).toEqual([name, message.tool_calls?.length ?? 0]);
      expect([name, response.usage]).toMatchObject([
        name,
        JSON.parse(JSON.stringify({ inputTokens, outputTokens })),
      ]);
    }
  });
});

describe('a recorded refusal', () => {
  const refusals = captures({ prefix: 'ollama/' }).filter(({ status }) => status >= 400);

  /** The error that a user gets for it. */
  async function errorOf({ status, body }: Capture): Promise<ProviderError> {
    await using server = await startServer({ '/api/chat': { status, body: new TextDecoder().decode(body) } });
    try {
      await testProvider(server, { onContextOverflow: 'error' }).chat('Hi');
    } catch (error) {
      return error as ProviderError;
    }
    throw new Error('It did not fail.');
  }

  it('is not tried again, unless the server is busy', async () => {
    const retried = [];
    for (const capture of refusals) if ((await errorOf(capture)).retryable) retried.push(capture.name);
    // Tools of another type, which this package never sends.
    const wrongTools = ['chat-tools-type-missing', 'chat-tools-type-other', 'error-tools-bare'];
    expect(new Set(retried)).toEqual(new Set(['error-busy', ...wrongTools].map((name) => `ollama/${name}`)));
  });

  it.each([
    ['copy-unknown', 'MODEL_NOT_FOUND', /extras\.pull\("no-such-model"\)/],
    ['pull-unknown-plain', 'MODEL_NOT_FOUND', /ollama\.com\/library/],
    ['embed-chat-model', 'NOT_SUPPORTED', /embeddings/],
    ['embed-too-long-kept', 'CONTEXT_LENGTH_EXCEEDED', /numCtx/],
    ['context-messages-kept', 'CONTEXT_LENGTH_EXCEEDED', /950 tokens.*256 tokens.*numCtx/],
    ['go-context-one-message-kept', 'CONTEXT_LENGTH_EXCEEDED', /1060 tokens.*256 tokens/],
    ['error-busy', 'OVERLOADED', /server busy/],
    ['error-chat-not-supported', 'NOT_SUPPORTED', /support chat.*models\(\)/],
    ['error-think-not-supported', 'NOT_SUPPORTED', /Leave out "reasoning"/],
    ['error-tools-not-supported', 'NOT_SUPPORTED', /does not support tools/],
    ['error-image-not-supported', 'NOT_SUPPORTED', /image input/],
    ['error-host', 'PERMISSION_DENIED', /Host.*OLLAMA_ORIGINS/],
    ['error-model-cloud', 'PERMISSION_DENIED', /cloud is disabled/],
    ['error-model-missing', 'REQUEST_INVALID', /model is required/],
    ['error-option-num-ctx', 'REQUEST_INVALID', /"num_ctx" must be of type integer/],
    ['error-format-unknown', 'REQUEST_INVALID', /invalid format/],
    ['error-format-ref', 'REQUEST_INVALID', /cannot resolve \$ref/],
  ])('%s is %s', async (name, code, message) => {
    expect(await errorOf(loadCapture(`ollama/${name}`))).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});
