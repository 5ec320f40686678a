import { type AssistantMessage, type Reasoning, tool, toolResult } from '@modelport/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from './backends.js';
import { chatBodies, connect, kindOf, rows, ways } from './table.js';

/** What each way to ask for reasoning is on the wire: a high effort, no reasoning, reasoning of any effort. */
type Fields = readonly [high: object, none: object, on: object];

const effort: Fields = [
  { reasoning_effort: 'high' },
  { reasoning_effort: 'none' },
  { reasoning_effort: 'medium' },
];
const template: Fields = [
  { chat_template_kwargs: { enable_thinking: true }, reasoning_effort: 'high' },
  { chat_template_kwargs: { enable_thinking: false } },
  { chat_template_kwargs: { enable_thinking: true } },
];
const fields: Readonly<Record<string, Fields>> = {
  ollama: [{ think: 'high' }, { think: false }, { think: true }],
  openrouter: [
    { reasoning: { effort: 'high' } },
    { reasoning: { effort: 'none' } },
    { reasoning: { enabled: true } },
  ],
  deepseek: [
    { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
    { thinking: { type: 'disabled' } },
    { thinking: { type: 'enabled' } },
  ],
  vllm: template,
  llamacpp: template,
};

/** In which field of its message a thought must come back. The others must not get it. */
const back: Readonly<Record<string, object>> = {
  ollama: { thinking: 'It scatters.' },
  openrouter: { reasoning_details: [{ type: 'reasoning.text', text: 'It scatters.', index: 0 }] },
  deepseek: { reasoning_content: 'It scatters.' },
  vllm: { reasoning_content: 'It scatters.' },
  llamacpp: { reasoning_content: 'It scatters.' },
};
const allFields = ['thinking', 'reasoning', 'reasoning_content', 'reasoning_details'];

const settings: readonly Reasoning[] = [{ effort: 'high' }, { effort: 'none' }, { enabled: true }];
const look = tool({ name: 'look', description: 'Looks at the sky' });

/** What a model thought and said at another provider. */
async function messageFrom(type: string): Promise<AssistantMessage> {
  const kind = kindOf(type);
  await using backend = await kind.start();
  backend.say([{ reasoning: 'It scatters.', text: 'Blue.' }]);
  const { message, reasoning } = await connect(type, backend).chat('Why?');
  expect(reasoning).toBe('It scatters.');
  return message;
}

describe.each(rows)('%s', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start();
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  const thinker = () => connect(type, backend, { model: backend.thinkingModel });
  const lastBody = () => chatBodies(backend, kind).at(-1) ?? {};

  it.each(settings.map((setting, index) => [setting, index] as const))(
    'asks for %j in its own words',
    async (reasoning, index) => {
      backend.say([{ text: 'Blue.' }]);
      const { warnings } = await thinker().chat({ messages: 'Why?', reasoning });
      expect(warnings).toEqual([]);
      expect(lastBody()).toMatchObject((fields[type] ?? effort)[index] ?? {});
    },
  );

  it.each(ways)('reads what was thought, apart from the text, %s', async (_, way) => {
    backend.say([{ reasoning: 'It scatters.', text: 'Blue.' }]);
    const { text, reasoning, message } = await way(thinker()).chat('Why?');
    expect([reasoning, text]).toEqual(['It scatters.', 'Blue.']);
    expect(message.content.map((part) => part.type)).toEqual(['reasoning', 'text']);
  });

  it.each(ways)('brings a thought back where it must be, and nowhere else, %s', async (_, way) => {
    const call = { name: 'look', arguments: {} };
    backend.say([{ reasoning: 'It scatters.', toolCalls: [call] }, { text: 'Blue.' }]);
    const first = await way(thinker()).chat({ messages: 'Why?', tools: [look] });
    const [made] = first.toolCalls;
    if (made === undefined) return expect.fail('No call came.');
    // A conversation may be stored in between.
    const stored: AssistantMessage = JSON.parse(JSON.stringify(first.message));
    const messages = [{ role: 'user', content: 'Why?' } as const, stored, toolResult(made, 'clear')];
    const second = await way(thinker()).chat({ messages, tools: [look] });
    expect(second.text).toBe('Blue.');
    const [, sent] = lastBody()['messages'] as Record<string, unknown>[];
    const wanted = back[type] ?? {};
    expect(sent).toMatchObject(wanted);
    for (const field of allFields) if (!(field in wanted)) expect(sent).not.toHaveProperty(field);
  });

  it("leaves another provider's thoughts out, with a warning", async () => {
    const message = await messageFrom(type === 'deepseek' ? 'openrouter' : 'deepseek');
    backend.say([{ text: 'Blue.' }]);
    const user = { role: 'user', content: 'Why?' } as const;
    const { warnings } = await connect(type, backend).chat({ messages: [user, message, user] });
    const [, sent] = lastBody()['messages'] as Record<string, unknown>[];
    expect(sent).toMatchObject({ role: 'assistant', content: 'Blue.' });
    for (const field of allFields) expect(sent).not.toHaveProperty(field);
    expect(warnings).toMatchObject([{ code: 'dropped-content' }]);
  });
});

it('Groq is asked for the highest effort that it has, with a warning', async () => {
  const kind = kindOf('groq');
  await using backend = await kind.start();
  const { warnings } = await connect('groq', backend).chat({
    messages: 'Why?',
    reasoning: { effort: 'max' },
  });
  expect(chatBodies(backend, kind)).toMatchObject([{ reasoning_effort: 'high' }]);
  expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'reasoning.effort' }]);
});
