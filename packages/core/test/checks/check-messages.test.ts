import { describe, expect, it } from 'vitest';
import type { ChatRequest, DriverMessage, Message, ProviderDefinition, Warning } from '../../src/contract.js';
import { errorOf, finish, providerOf, scriptedDriver, text } from '../support/scripted.js';

async function sent(
  messages: readonly Message[],
  definition: Partial<ProviderDefinition> = {},
  more: Partial<ChatRequest> = {},
): Promise<{ messages: readonly DriverMessage[]; warnings: readonly Warning[] }> {
  const driver = scriptedDriver([[text('Hi'), finish()]]);
  const { warnings } = await providerOf(driver, definition).chat({ messages, ...more });
  return { messages: driver.requests[0]?.messages ?? [], warnings };
}

const foreign = { type: 'elsewhere', data: { signature: 'x' } };
const own = { type: 'scripted', data: { signature: 'y' } };

describe('messages', () => {
  it('reach the driver in their order, with their content in parts', async () => {
    const conversation: Message[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Add 1 and 2.' },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', id: 'c1', name: 'add', arguments: { a: 1, b: 2 } }],
        from: { provider: 'other', type: 'other' },
      },
      { role: 'tool', toolCallId: 'c1', toolName: 'add', content: '3', isError: false },
      { role: 'assistant', content: '3' },
    ];
    const { messages } = await sent(conversation);
    expect(messages).toEqual([
      conversation[0],
      { role: 'user', content: [{ type: 'text', text: 'Add 1 and 2.' }] },
      conversation[2],
      {
        role: 'tool',
        toolCallId: 'c1',
        toolName: 'add',
        content: [{ type: 'text', text: '3' }],
        isError: false,
      },
      { role: 'assistant', content: [{ type: 'text', text: '3' }] },
    ]);
  });

  it('of an answer can be appended as they are', async () => {
    const driver = scriptedDriver([[text('Hi'), finish()]]);
    const provider = providerOf(driver);
    const { message } = await provider.chat('x');
    await provider.chat({ messages: [{ role: 'user', content: 'x' }, message] });
    expect(driver.requests[1]?.messages[1]).toEqual(message);
  });

  it('may hold text, images and files for users and tools', async () => {
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image', url: 'data:image/png;base64,aGk=', detail: 'low' },
      { type: 'image', data: 'aGk=', mediaType: 'image/png' },
      { type: 'file', url: 'https://a.example/a.pdf', filename: 'a.pdf' },
    ] as const;
    const { messages } = await sent([
      { role: 'user', content },
      { role: 'tool', toolCallId: 'c1', content },
    ]);
    expect(messages.map((message) => message.content)).toEqual([content, content]);
  });

  it('that are wrong are refused by their place', async () => {
    const user = (...content: unknown[]) => [{ role: 'user', content }];
    const assistant = (...content: unknown[]) => [{ role: 'assistant', content }];
    const wrong: [unknown[], string][] = [
      [[null], 'messages[0].role'],
      [['hello'], 'messages[0].role'],
      [[{ role: 'developer', content: 'x' }], 'messages[0].role'],
      [[{ role: 'user' }], 'messages[0].content'],
      [[{ role: 'user', content: 5 }], 'messages[0].content'],
      [[{ role: 'system', content: [] }], 'messages[0].content'],
      [[{ role: 'tool', content: 'x' }], 'messages[0].toolCallId'],
      [[{ role: 'user', content: 'x' }, ...user(null)].slice(0, 2), 'messages[1].content[0].type'],
      [user({ type: 'video' }), 'messages[0].content[0].type'],
      [user({ type: 'tool-call', id: 'a', name: 'b' }), 'messages[0].content[0].type'],
      [assistant({ type: 'image', url: 'https://a.example' }), 'messages[0].content[0].type'],
      [user({ type: 'text' }), 'messages[0].content[0].text'],
      [assistant({ type: 'reasoning', text: 1 }), 'messages[0].content[0].text'],
      [assistant({ type: 'tool-call', name: 'add' }), 'messages[0].content[0].id'],
      [assistant({ type: 'tool-call', id: 'c1', name: '' }), 'messages[0].content[0].name'],
      [user({ type: 'opaque' }), 'messages[0].content[0].providerData'],
      [user({ type: 'text', text: 'x', providerData: {} }), 'messages[0].content[0].providerData'],
      [user({ type: 'image' }), 'messages[0].content[0].data'],
      [user({ type: 'image', url: 'file:///etc/passwd' }), 'messages[0].content[0].url'],
      [user({ type: 'image', url: new URL('https://a.example') }), 'messages[0].content[0].url'],
      [
        user({ type: 'image', data: 'data:image/png;base64,aGk=', mediaType: 'image/png' }),
        'messages[0].content[0].data',
      ],
      [user({ type: 'image', data: 'not base64!', mediaType: 'image/png' }), 'messages[0].content[0].data'],
      [user({ type: 'file', data: 'aGk=' }), 'messages[0].content[0].mediaType'],
      [user({ type: 'file', data: 'aGk=', mediaType: 'png' }), 'messages[0].content[0].mediaType'],
    ];
    for (const [messages, setting] of wrong) {
      const driver = scriptedDriver([[finish()]]);
      const error = await errorOf(providerOf(driver).chat({ messages: messages as Message[] }));
      expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting });
      expect(error.message).toContain(setting);
      expect(error.message).not.toMatch(/[.?:;,]{2}/);
      expect(driver.requests).toHaveLength(0);
    }
  });

  it('that are wrong do not show what was said', async () => {
    const secretly = {
      role: 'user',
      content: [{ type: 'image', data: 'my diary, page one', mediaType: 'image/png' }],
    };
    const error = await errorOf(providerOf(scriptedDriver([])).chat({ messages: [secretly as Message] }));
    expect(error.message).not.toContain('diary');
  });
});

describe('provider data', () => {
  const conversation = (providerData: typeof own): Message[] => [
    { role: 'system', content: 'Be brief.', providerData },
    { role: 'user', content: [{ type: 'text', text: 'Hi', providerData }] },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Hm', providerData },
        { type: 'opaque', providerData },
        { type: 'text', text: 'Hello', providerData },
        { type: 'tool-call', id: 'c1', name: 'add', arguments: {}, providerData },
      ],
    },
    { role: 'tool', toolCallId: 'c1', content: 'x', providerData },
  ];
  const tools = [{ name: 'add', providerData: foreign }];

  it('of the own type is kept verbatim', async () => {
    const { messages, warnings } = await sent(conversation(own));
    expect(messages.slice(0, 3)).toMatchObject(conversation(own).slice(0, 3));
    expect(messages[3]).toMatchObject({ providerData: own });
    expect(warnings).toEqual([]);
  });

  it('of another type is left out, opaque parts with it, and one warning says so', async () => {
    const { messages, warnings } = await sent(conversation(foreign), {}, { tools });
    expect(JSON.stringify(messages)).not.toContain('elsewhere');
    expect(messages[2]).toMatchObject({
      content: [
        { type: 'reasoning', text: 'Hm' },
        { type: 'text', text: 'Hello' },
        { type: 'tool-call', id: 'c1' },
      ],
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'dropped-content' });
    expect(warnings[0]?.message).toMatch(/elsewhere.*scripted/);
  });

  it('is not missed where it was only a marker that the user set for another backend', async () => {
    const { warnings } = await sent(
      [
        { role: 'system', content: 'Be brief.', providerData: foreign },
        { role: 'user', content: [{ type: 'text', text: 'Hi', providerData: foreign }] },
      ],
      {},
      { tools },
    );
    expect(warnings).toEqual([]);
  });

  it('is a loss in an opaque part of the user', async () => {
    const { messages, warnings } = await sent([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'opaque', providerData: foreign },
        ],
      },
    ]);
    expect(messages[0]?.content).toHaveLength(1);
    expect(warnings).toMatchObject([
      { code: 'dropped-content', setting: 'messages[0].content[1].providerData' },
    ]);
  });

  it('leaves the user’s own messages as they were', async () => {
    const messages = conversation(foreign);
    const before = structuredClone(messages);
    await sent(messages);
    expect(messages).toEqual(before);
  });
});
