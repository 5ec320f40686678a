import { type Message, runTools, tool } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { answering } from './support/driver.js';
import { errorOf, setUp, type TestSetup, testProvider } from './support/provider.js';

const encrypted = {
  type: 'reasoning.encrypted',
  data: 'c2VjcmV0',
  id: 'rs_1',
  format: 'openai-responses-v1',
  index: 1,
};
const summary = {
  type: 'reasoning.summary',
  summary: 'First, add them.',
  id: 'rs_1',
  format: 'openai-responses-v1',
  index: 0,
};
const signed = {
  type: 'reasoning.text',
  text: 'Let me think.',
  signature: 'c2lnbmVk',
  format: 'anthropic-claude-v1',
  index: 0,
};

const ways = ['chat', 'stream'] as const;

async function ask(setup: TestSetup, way: (typeof ways)[number], messages: readonly Message[]) {
  const request = { model: 'anthropic/claude-fake', messages, tools: [tool({ name: 'add' })] };
  return way === 'chat' ? setup.provider.chat(request) : setup.provider.stream(request).response;
}

describe.each(ways)('what a model thought, by %s', (way) => {
  const toolTurn = { toolCalls: [{ id: 'c1', name: 'add', arguments: '{"a":1}' }], text: '' };

  async function firstTurn(setup: TestSetup) {
    const question: Message = { role: 'user', content: 'How much?' };
    const { message } = await ask(setup, way, [question]);
    const result: Message = { role: 'tool', toolCallId: 'c1', content: '3' };
    return { question, message, result };
  }

  it.each([
    ['signed', [signed]],
    ['summed up and encrypted', [summary, encrypted]],
    ['encrypted alone', [encrypted]],
    ['of two blocks', [signed, { ...signed, text: 'And again.', signature: 'YWdhaW4', index: 1 }]],
    ['of two blocks of one index', [signed, { ...signed, text: 'And again.', signature: 'YWdhaW4' }]],
    ['of an unknown kind', [{ type: 'reasoning.new', some: { thing: [1, null] } }, encrypted]],
  ])('goes back unmodified and in order: %s', async (_, reasoningDetails) => {
    await using setup = await setUp({ reply: [{ ...toolTurn, reasoningDetails }, { text: 'It is 3.' }] });
    const { question, message, result } = await firstTurn(setup);
    await ask(setup, way, [question, JSON.parse(JSON.stringify(message)), result]);
    const sent = (setup.body['messages'] as Record<string, unknown>[])[1];
    expect(sent?.['reasoning_details']).toEqual(reasoningDetails);
    expect(sent).not.toHaveProperty('reasoning');
  });

  it('is refused by the backend once it was changed', async () => {
    await using setup = await setUp({
      reply: [{ ...toolTurn, reasoningDetails: [signed] }, { text: 'It is 3.' }],
    });
    const { question, message, result } = await firstTurn(setup);
    const changed = JSON.parse(
      JSON.stringify(message).replace('"text":"Let me think."', '"text":"Let me see."'),
    );
    const providerData = {
      type: 'openrouter',
      data: { reasoning_details: [{ ...signed, text: 'Let me see.' }] },
    };
    changed.content[0].providerData = providerData;
    const error = await errorOf(ask(setup, way, [question, changed, result]));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', status: 400, retryable: false });
    expect(error.message).toContain('Invalid `signature` in `thinking` block');
  });

  it('goes back as text where there was nothing but text', async () => {
    const reply = { ...toolTurn, reasoning: 'Just some text.', reasoningDetails: [] };
    await using setup = await setUp({ reply: [reply, { text: 'It is 3.' }] });
    const { question, message, result } = await firstTurn(setup);
    expect(message.content[0]).toMatchObject({ type: 'reasoning', text: 'Just some text.' });
    await ask(setup, way, [question, message, result]);
    const sent = (setup.body['messages'] as object[])[1];
    expect(sent).toMatchObject({ reasoning: 'Just some text.' });
    expect(sent).not.toHaveProperty('reasoning_details');
  });

  it('stays away from a provider that did not make it', async () => {
    await using setup = await setUp();
    const foreign = {
      type: 'reasoning',
      text: 'Secret.',
      providerData: { type: 'anthropic', data: {} },
    } as const;
    await ask(setup, way, [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [foreign, { type: 'text', text: 'Hello.' }] },
      { role: 'user', content: 'Hi again' },
    ]);
    expect(JSON.stringify(setup.body)).not.toContain('Secret');
  });
});

it('details that come behind the answer belong to the thoughts before it, as in a plain answer', async () => {
  const deltas = [{ reasoning: 'Adding.' }, { content: '3' }, { reasoning_details: [encrypted] }, {}];
  const events = deltas.map((delta, at) => {
    const finish_reason = at === deltas.length - 1 ? 'stop' : null;
    return `data: ${JSON.stringify({ id: 'gen-1', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  });
  const plain = { ...deltas[0], ...deltas[1], ...deltas[2] };
  const whole = JSON.stringify({ id: 'gen-1', choices: [{ message: plain, finish_reason: 'stop' }] });
  const provider = (text: string) =>
    testProvider({ model: 'a/b', fetch: answering([new TextEncoder().encode(text)]) });
  const { message } = await provider(events.join('')).stream('Hi').response;
  expect(message.content.map(({ type }) => type)).toEqual(['reasoning', 'text']);
  expect(message.content[0]?.providerData?.data).toEqual({ reasoning_details: [encrypted] });
  expect(message).toEqual((await provider(whole).stream('Hi').response).message);
});

describe('a loop of tools', () => {
  it.each(ways)('runs parallel calls and carries the thoughts on, by %s', async (way) => {
    await using setup = await setUp({
      reply: [
        {
          text: 'Let me add.',
          reasoningDetails: [signed, encrypted],
          toolCalls: [
            { id: 'c1', name: 'add', arguments: '{"a":1,"b":2}' },
            { id: 'c2', name: 'add', arguments: '{"a":3,"b":4}' },
          ],
        },
        { text: '3 and 7' },
      ],
    });
    const add = tool({
      name: 'add',
      parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
    });
    const provider = setup.provider.with({ model: 'anthropic/claude-fake' });
    const calling = way === 'chat' ? provider : streaming(provider);
    const { response } = await runTools(
      calling,
      { messages: 'Add them.', tools: [add] },
      {
        add: (given: unknown) => {
          const { a, b } = given as { a: number; b: number };
          return a + b;
        },
      },
    );
    expect(response.text).toBe('3 and 7');
    const messages = setup.body['messages'] as Record<string, unknown>[];
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
    expect(messages[1]?.['reasoning_details']).toEqual([signed, encrypted]);
    expect(messages.slice(2).map(({ content }) => content)).toEqual(['3', '7']);
  });

  it('gives the same message in a stream and at once', async () => {
    await using setup = await setUp({
      reply: {
        text: 'Let me add.',
        reasoningDetails: [summary, encrypted],
        toolCalls: [{ id: 'c1', name: 'add', arguments: '{"a":1}' }],
      },
    });
    const messages: Message[] = [{ role: 'user', content: 'Hi' }];
    const plain = await ask(setup, 'chat', messages);
    const streamed = await ask(setup, 'stream', messages);
    expect(streamed.message).toEqual(plain.message);
    expect(plain.message.content.map(({ type }) => type)).toEqual(['reasoning', 'text', 'tool-call']);
    expect(streamed.usage).toEqual(plain.usage);
    expect(streamed.providerData).toEqual(plain.providerData);
  });
});

/** A provider whose plain answers are streamed ones. */
function streaming(provider: TestSetup['provider']): TestSetup['provider'] {
  const chat: typeof provider.chat = (request, options) => provider.stream(request, options).response;
  return Object.create(provider, { chat: { value: chat } });
}
