import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src/captures/capture.js';
import { captures } from '../../../src/captures/load-capture.js';
import type { AnswerPart } from '../../../src/conformance/answer.js';
import { ollamaWire } from '../../../src/conformance/encoders/ollama-wire.js';
import type { RawRequest } from '../../../src/network/request-reader.js';

type Json = Record<string, unknown>;

const chats = captures({ prefix: 'ollama/', path: '/api/chat' }).filter(
  ({ request }) => request.method === 'POST',
);
const embeds = captures({ prefix: 'ollama/', path: '/api/embed' });
/** What another model, server or moment would not have refused. */
const ofTheModel =
  /not found|does not support|not supported|busy|unauthorized|context|embeddings|cloud is disabled|invalid model name/;

function requestOf({ request: { method, path, body, raw, headers = {} } }: Capture): RawRequest {
  const text = raw ?? (body === undefined ? '' : JSON.stringify(body));
  return { method, path, headers, text, body, receivedAt: 0 };
}

function textOf({ body }: Capture): string {
  return Buffer.from(body).toString();
}

function linesOf(text: string): Json[] {
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

function chatRequest(body: Json): RawRequest {
  const whole = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], truncate: false, ...body };
  return requestOf({ request: { method: 'POST', path: '/api/chat', body: whole } } as Capture);
}

function errorOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return (error as Error).message;
  }
  return 'It was read.';
}

describe('a request', () => {
  const isRefused = (capture: Capture) => capture.status >= 400 && !ofTheModel.test(textOf(capture));

  it.each(chats.filter(isRefused))('$name is refused in the words of the real server', (capture) => {
    const { error } = JSON.parse(textOf(capture));
    expect(
      errorOf(() => ollamaWire.readChat(requestOf(capture))).replace(/(Unsupported tool type).*/, '$1'),
    ).toBe(error.replace(/(Unsupported tool type).*/, '$1'));
  });

  it.each(embeds.filter(isRefused))('$name is refused in the words of the real server', (capture) => {
    const { error } = JSON.parse(textOf(capture));
    expect(errorOf(() => ollamaWire.readEmbed?.(requestOf(capture)))).toBe(error);
  });

  const isTaken = (capture: Capture) =>
    capture.status === 200 && ollamaWire.operation(requestOf(capture)) === 'chat';

  const oddRole = /role-(unknown|developer|missing|upper-case)$/;
  const taken = chats.filter((capture) => isTaken(capture) && capture.request.body !== undefined);

  it.each(taken.filter(({ name }) => !oddRole.test(name)))(
    '$name is read, as the real server took it',
    (capture) => {
      const read = ollamaWire.readChat(requestOf(capture));
      const { messages = [], model } = capture.request.body as Json & { messages?: Json[] };
      expect(read.model).toBe(model);
      expect(read.messages?.map(({ role }) => role)).toEqual(messages.map(({ role }) => role));
    },
  );

  it.each(taken.filter(({ name }) => oddRole.test(name)))(
    '$name is refused, although Ollama takes it: models do not know the role',
    (capture) => {
      expect(errorOf(() => ollamaWire.readChat(requestOf(capture)))).toMatch(/know no role/);
    },
  );

  it('without a switch for prompts that are too long shows in the rest', () => {
    expect(ollamaWire.readChat(chatRequest({})).rest).toEqual({});
    expect(ollamaWire.readChat(chatRequest({ truncate: true })).rest).toEqual({ truncate: true });
    expect(ollamaWire.readChat(chatRequest({ truncate: undefined })).rest).toEqual({ truncate: 'not given' });
  });

  it('shows what the contract has no word for in the rest', () => {
    const { rest, temperature } = ollamaWire.readChat(
      chatRequest({ keep_alive: '5m', invented: 1, options: { num_ctx: 7, temperature: 1 } }),
    );
    expect([rest, temperature]).toEqual([{ keep_alive: '5m', invented: 1, options: { num_ctx: 7 } }, 1]);
  });
});

describe('a tool choice', () => {
  const parameters = { type: 'object', properties: {} };
  const tools = ['a', 'b'].map((name) => ({ type: 'function', function: { name, parameters } }));
  const callOf = (name: string, more: Json = {}) => ({
    type: 'object',
    properties: { name: { type: 'string', enum: [name] }, parameters },
    required: ['name', 'parameters'],
    additionalProperties: false,
    ...more,
  });

  it.each([
    ['any tool', { anyOf: [callOf('a'), callOf('b')] }, 'required'],
    ['a named tool', callOf('b'), { name: 'b' }],
  ])('is read from the format: %s', (_, format, expected) => {
    const { toolChoice, responseFormat } = ollamaWire.readChat(chatRequest({ tools, format }));
    expect([toolChoice, responseFormat]).toEqual([expected, undefined]);
  });

  it.each([
    ['a tool that is not offered', callOf('c')],
    ['additional fields', callOf('a', { additionalProperties: true })],
    ['other fields', callOf('a', { properties: { ...callOf('a').properties, more: {} } })],
    ['other parameters', callOf('a', { properties: { ...callOf('a').properties, parameters: {} } })],
    ['no required fields', callOf('a', { required: [] })],
    ['one branch of another form', { anyOf: [callOf('a'), { type: 'object' }] }],
  ])('is not read from a schema with %s', (_, format) => {
    const { toolChoice, responseFormat } = ollamaWire.readChat(chatRequest({ tools, format }));
    expect([toolChoice, responseFormat]).toEqual([undefined, { type: 'json', schema: format }]);
  });

  it('has the answer come in that form', () => {
    const toolCall = { id: 'x', name: 'a', arguments: ['{"n":', '1}'] };
    const { content } = ollamaWire.frames(
      { parts: [{ toolCall }] },
      chatRequest({ tools, format: callOf('a') }),
    );
    const text = content.map((line) => (JSON.parse(line).message as Json)['content']).join('');
    expect(JSON.parse(text)).toEqual({ name: 'a', parameters: { n: 1 } });
  });
});

describe('an answer', () => {
  const isPlain = ({ request }: Capture) => !/format|logprobs/.test(JSON.stringify(request.body));
  const good = chats.filter(
    ({ status, request }) => status === 200 && (request.body as Json | undefined)?.['messages'],
  );
  const isWhole = (capture: Capture) => 'done_reason' in (linesOf(textOf(capture)).at(-1) ?? {});
  const told = good.filter((capture) => isPlain(capture) && isWhole(capture));
  const keys = (value: Json) => ({
    line: Object.keys(value).sort(),
    message: Object.keys(value['message'] as Json).sort(),
  });

  it.each(told)('$name has the fields of the real lines', (capture) => {
    const real = linesOf(textOf(capture));
    const parts = real.flatMap(({ message }): AnswerPart[] => {
      const {
        content,
        thinking,
        tool_calls: calls = [],
      } = message as Json & { tool_calls?: { id: string; function: Json }[] };
      return [
        ...(thinking ? [{ reasoning: String(thinking) }] : []),
        ...(content ? [{ text: String(content) }] : []),
        ...calls.map(({ id, function: { name, arguments: given } }) => ({
          toolCall: { id, name: String(name), arguments: JSON.stringify(given) },
        })),
      ];
    });
    const end = real.at(-1) ?? {};
    const usage = { inputTokens: Number(end['prompt_eval_count']), outputTokens: Number(end['eval_count']) };
    const answer = { parts, usage: usage.outputTokens > 0 ? usage : undefined };
    const request = requestOf(capture);
    if (!ollamaWire.isStreamed(request)) {
      const whole = ollamaWire.whole?.(answer, request).body as Json;
      expect(keys(whole)).toEqual(keys(end));
      return expect(whole['message']).toEqual({
        ...(end['message'] as Json),
        tool_calls: expectedCalls(end),
      });
    }
    const { content, finish } = ollamaWire.frames(answer, request);
    const lines = [...content, ...finish].map((line) => JSON.parse(line));
    expect(keys(lines.at(-1))).toEqual({ ...keys(end), message: keys(lines.at(-1)).message });
    // A short answer, and the calls of some templates, come on the last line alone.
    if (real.length === 1) return;
    for (const line of lines.slice(0, -1)) expect(keys(line).line).toEqual(keys(real[0] ?? {}).line);
  });
});

/** The real calls in the form of the encoder, which numbers them. */
function expectedCalls({ message }: Json): unknown {
  return (message as Json)['tool_calls'];
}
