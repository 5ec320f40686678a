import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/conformance/answer.js';
import { openRouterWire } from '../../../src/conformance/encoders/openrouter-wire.js';
import type { RawRequest } from '../../../src/network/request-reader.js';
import { startFakeOpenRouter } from '../../../src/openrouter/start-fake-openrouter.js';
import { send } from '../../bare-client.js';

type Json = Record<string, unknown>;

const question = { model: 'anthropic/claude-fake', messages: [{ role: 'user', content: 'Hi' }] };
const answer: Answer = {
  parts: [{ reasoning: ['Let ', 'me think.'] }, { text: ['Hel', 'lo'] }],
  usage: { inputTokens: 4, outputTokens: 8, cachedInputTokens: 0, reasoningTokens: 3 },
};

function requestOf(body: Json, method = 'POST', path = '/api/v1/chat/completions'): RawRequest {
  return { method, path, headers: {}, text: JSON.stringify(body), body, receivedAt: 0 };
}

function read(body: Json) {
  return openRouterWire.readChat(requestOf({ ...question, ...body }));
}

/** The events of a stream, and its comments as they are. */
function eventsOf(text: string): (Json | string)[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => (frame.startsWith('data: {') ? JSON.parse(frame.slice(6)) : frame));
}

/** The names of the fields of an event, of its choice and of its usage. */
function fieldsOf(event: Json | string | undefined): string[][] {
  if (typeof event !== 'object') return [];
  const [{ logprobs: _, ...choice } = {} as Json] = event['choices'] as Json[];
  return [event, choice, event['usage'] ?? {}].map((value) => Object.keys(value as Json).sort());
}

async function askFake(stream: boolean): Promise<string> {
  await using fake = await startFakeOpenRouter({ reply: { reasoning: 'Let me think.', text: 'Hello' } });
  const headers = { authorization: `Bearer ${fake.apiKey}` };
  return (await send(`${fake.baseUrl}/chat/completions`, { body: { ...question, stream }, headers })).text;
}

describe('an answer', () => {
  it('is streamed in the events of the fake', async () => {
    const { opening, content, finish, end } = openRouterWire.frames(
      answer,
      requestOf({ ...question, stream: true }),
    );
    const own = eventsOf([...opening, ...content, ...finish, ...end].join(''));
    const fake = eventsOf(await askFake(true));
    expect([own[0], own.at(-1)]).toEqual([fake[0], fake.at(-1)]);
    const usageAt = -2;
    expect(fieldsOf(own.at(usageAt))).toEqual(fieldsOf(fake.at(usageAt)));
  });

  it('tells its thoughts in text and in details, and seals them behind the last piece', () => {
    const deltas = openRouterWire.frames(answer).content.map((frame) => {
      const [choice] = JSON.parse(frame.slice(6)).choices;
      const [detail] = choice.delta.reasoning_details ?? [{}];
      return [choice.delta.reasoning, detail.text, detail.signature];
    });
    expect(deltas).toEqual([
      ['Let ', 'Let ', null],
      ['me think.', 'me think.', null],
      [undefined, '', expect.stringMatching(/./)],
      [undefined, undefined, undefined],
      [undefined, undefined, undefined],
    ]);
  });

  it('tells the same when it comes whole', () => {
    const body = openRouterWire.whole?.(answer, requestOf(question)).body as Json;
    const [{ message }] = body['choices'] as [{ message: Json }];
    expect(message).toMatchObject({
      content: 'Hello',
      reasoning: 'Let me think.',
      reasoning_details: [{ text: 'Let me think.', signature: expect.stringMatching(/./) }],
    });
    expect(body['usage']).toMatchObject({
      prompt_tokens: 4,
      completion_tokens: 8,
      cost: 0.00009,
      is_byok: false,
    });
  });

  it('tells no usage where there is none', () => {
    const { usage: _usage, ...bare } = answer;
    expect(openRouterWire.frames(bare, requestOf(question)).finish.join('')).not.toContain('usage');
    expect(openRouterWire.whole?.(bare, requestOf(question)).body).not.toHaveProperty('usage');
  });
});

describe('a request', () => {
  it('is read with what is OpenRouter’s own in the rest', () => {
    const serverTool = { type: 'openrouter:web_search' };
    const tool = {
      type: 'function',
      function: { name: 'clock', parameters: { type: 'object', properties: {} } },
    };
    const { rest, reasoning, tools } = read({
      tools: [tool, serverTool],
      reasoning: { effort: 'high', exclude: true },
      provider: { zdr: true },
      invented: 1,
    });
    expect(rest).toEqual({
      tools: [serverTool],
      reasoning: { exclude: true },
      provider: { zdr: true },
      invented: 1,
    });
    expect([reasoning, tools?.map(({ name }) => name)]).toEqual([{ effort: 'high' }, ['clock']]);
    expect(read({ reasoning: { enabled: false } })).toMatchObject({
      reasoning: { enabled: false },
      rest: {},
    });
    expect(read({ reasoning: { max_tokens: 9 } }).reasoning).toBeUndefined();
  });

  it.each([
    ['text', { reasoning: 'One.' }],
    ['details', { reasoning_details: [{ type: 'reasoning.text', text: 'One.', signature: 'a' }] }],
    [
      'a summary',
      {
        reasoning_details: [
          { type: 'reasoning.summary', summary: 'One.' },
          { type: 'reasoning.encrypted', data: 'b' },
        ],
      },
    ],
  ])('is read with the thoughts of the model as %s', (_, thought) => {
    const [, said] =
      read({ messages: [...question.messages, { role: 'assistant', content: 'Hi', ...thought }] }).messages ??
      [];
    expect(said?.content).toEqual([
      { type: 'reasoning', text: 'One.' },
      { type: 'text', text: 'Hi' },
    ]);
  });

  it.each([
    ['a preference that does not exist', { provider: { oder: [] } }, /oder/],
    ['a budget beside an effort', { reasoning: { effort: 'low', max_tokens: 5 } }, /Only one of/],
    ['no model to fall back to', { models: [] }, /models/],
    ['a message without role', { messages: [{ content: 'Hi' }] }, /role/],
  ])('is refused with %s', (_, body, words) => {
    expect(() => read(body)).toThrow(words);
  });

  it('is told apart by its path below /api/v1', () => {
    const operationOf = (method: string, path: string) =>
      openRouterWire.operation(requestOf({}, method, path));
    expect(operationOf('POST', '/api/v1/chat/completions')).toBe('chat');
    expect(operationOf('POST', '/api/v1/embeddings')).toBe('embed');
    expect(operationOf('GET', '/api/v1/models?output_modalities=all')).toBe('models');
    expect(operationOf('GET', '/api/v1/key')).toBe('other');
  });
});
