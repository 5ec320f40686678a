import { describe, expect, it } from 'vitest';
import type { MockReply } from '../src/mock-reply.js';
import { createMockScript } from '../src/mock-script.js';
import { requestOf } from './play.js';

/** What a program without types may write. */
const scriptOf = (...replies: unknown[]) => createMockScript(replies as MockReply[]);
const refuses = (setting: string, words: string) =>
  expect.objectContaining({
    code: 'SETTING_INVALID',
    type: 'mock',
    setting,
    message: expect.stringContaining(words),
  });

describe('a reply that cannot be played', () => {
  it.each([
    ['replies[0]', 'a text, an answer object or a function; it is 42', 42],
    ['replies[0]', 'it is null', null],
    ['replies[0]', 'it is a list', ['a']],
    ['replies[0].text', 'must be a string; it is 1', { text: 1 }],
    ['replies[0].txt', 'known here are delayMs, reasoning, text', { txt: 'typo' }],
    ['replies[0].toolCalls', 'must be a list', { toolCalls: { name: 'f' } }],
    ['replies[0].toolCalls[1].name', 'is missing', { toolCalls: [{ name: 'f' }, { arguments: {} }] }],
    ['replies[0].toolCalls[0].name', 'not empty; it is ""', { toolCalls: [{ name: '' }] }],
    ['replies[0].toolCalls[0].arguments', 'it is "{}"', { toolCalls: [{ name: 'f', arguments: '{}' }] }],
    ['replies[0].error.code', 'is missing', { error: {} }],
    ['replies[0].error.status', 'from 400 to 599; it is 200', { error: { code: 'X', status: 200 } }],
    ['replies[0].error.retryAfterMs', 'milliseconds', { error: { code: 'X', retryAfterMs: -1 } }],
    ['replies[0].finishReason', 'one of stop, length, tool-calls', { finishReason: 'tool_calls' }],
    ['replies[0].delayMs', 'it is "10"', { delayMs: '10' }],
    ['replies[0].sources[0].url', 'is missing', { sources: [{ title: 'x' }] }],
  ])('is refused at creation: %s %s', (setting, words, reply) => {
    expect(() => scriptOf(reply)).toThrow(refuses(setting, words));
  });

  it('is named by its place in the whole script', () => {
    const script = scriptOf('fine', 'fine');
    expect(() => scriptOf('fine', { text: 'fine' }, { stall: 'yes' })).toThrow(
      refuses('replies[2].stall', 'true or false'),
    );
    expect(() => script.add('fine', { text: 5 } as never)).toThrow(refuses('replies[3].text', 'a string'));
    expect(script.remaining).toBe(2);
  });

  it('is refused when a function makes it', async () => {
    const script = scriptOf(() => ({ text: [] }));
    await expect(script.answer(requestOf('x'))).rejects.toEqual(
      refuses('replies[0](request).text', 'must be a string; it is a list'),
    );
  });
});

describe('a reply', () => {
  it('may have any field undefined', () => {
    expect(scriptOf({ text: undefined, error: undefined, toolCalls: undefined }).remaining).toBe(1);
  });
});
