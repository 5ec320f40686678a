import type { ChatRequest, Message } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { hashConversation } from '../../src/strategies/hash-conversation.js';

const system = (content: string): Message => ({ role: 'system', content });
const user = (content: string): Message => ({ role: 'user', content });
const image = (data: string): Message => ({
  role: 'user',
  content: [
    { type: 'text', text: 'What is this?' },
    { type: 'image', data, mediaType: 'image/png' },
  ],
});
const file = (url: string): Message => ({ role: 'user', content: [{ type: 'file', url }] });
const hash = (...messages: readonly Message[]): number => hashConversation({ messages });

describe('hashConversation', () => {
  it('is the same for later requests of a conversation', () => {
    const begin = [system('Be brief.'), user('Hello')] as const;
    const later = [...begin, { role: 'assistant', content: 'Hi' }, user('Bye'), system('Be long.')] as const;
    expect(hash(...later)).toBe(hash(...begin));
  });

  it('is the same for a plain text, a message and a part of that text', () => {
    expect(hashConversation({ messages: 'Hello' })).toBe(hash(user('Hello')));
    expect(hash({ role: 'user', content: [{ type: 'text', text: 'Hello' }] })).toBe(hash(user('Hello')));
  });

  it('passes over a greeting of the assistant', () => {
    const greeting: Message = { role: 'assistant', content: 'How can I help?' };
    expect(hash(greeting, user('Hello'))).toBe(hash(user('Hello')));
    expect(hash(greeting, user('Hello'))).not.toBe(hash(greeting, user('Bye')));
  });

  it('differs by the instructions, by the first message and by who says it', () => {
    const conversations = [
      [user('Hello')],
      [user('Hello!')],
      [system('Hello')],
      [system('Be brief.'), user('Hello')],
      [system('Be long.'), user('Hello')],
      [system('Be '), user('brief.Hello')],
      [system('Be'), user(' brief.Hello')],
      [image('aaaa')],
      [image('aaab')],
      [file('https://example.com/a.pdf')],
      [file('https://example.com/b.pdf')],
    ];
    expect(new Set(conversations.map((messages) => hash(...messages))).size).toBe(conversations.length);
  });

  it('differs where long texts differ at the beginning, at the end or in length only', () => {
    const long = 'x'.repeat(10_000);
    const hashes = [long, `${long}x`, `${long}a`, `${long}b`, `a${long}`, `b${long}`].map((text) =>
      hash(user(text)),
    );
    expect(new Set(hashes).size).toBe(6);
  });

  it('goes by the first text of a request for embeddings', () => {
    const both = hashConversation({ input: ['Hello', 'Bye'] });
    expect(hashConversation({ input: 'Hello' })).toBe(both);
    expect(hashConversation({ input: ['Bye', 'Hello'] })).not.toBe(both);
    expect(hashConversation({ input: [] })).toBeTypeOf('number');
  });

  it.each([
    undefined,
    null,
    5,
    {},
    [null],
    [{}],
    [{ role: 'user' }],
    [{ role: 'user', content: 5 }],
    [{ role: 'user', content: [null, 5, { type: 'text' }, { type: 'image' }] }],
  ])('leaves messages of a wrong form to the target: %j', (messages) => {
    expect(hashConversation({ messages } as unknown as ChatRequest)).toBeTypeOf('number');
  });
});
