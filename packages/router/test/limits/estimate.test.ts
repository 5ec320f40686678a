import type { ChatRequest, Tool } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { inputTokens } from '../../src/limits/estimate.js';

describe('the estimate of a request', () => {
  const messages = 'a'.repeat(400);

  it('is a token for each four characters of messages, tools and inputs', () => {
    expect(inputTokens({ messages })).toBe(100);
    expect(inputTokens({ input: ['a'.repeat(200), 'b'.repeat(200)] })).toBe(100);
    const tools = [{ name: 'look', parameters: { type: 'object' } }] as unknown as ChatRequest['tools'];
    expect(inputTokens({ messages, tools })).toBe(100 + Math.ceil(JSON.stringify(tools).length / 4));
  });

  it('counts the messages where the schema of a tool contains itself', () => {
    const schema: Record<string, unknown> = { type: 'object' };
    schema['self'] = schema;
    const tools = [{ name: 'look', parameters: schema }] as unknown as readonly Tool[];
    expect(inputTokens({ messages, tools })).toBe(100);
  });

  it('is nothing for a request of a wrong form', () => {
    expect(inputTokens({ messages: [null] } as unknown as ChatRequest)).toBe(0);
  });
});
