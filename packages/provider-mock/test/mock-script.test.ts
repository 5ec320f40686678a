import { describe, expect, it } from 'vitest';
import { createMockScript } from '../src/mock-script.js';
import { requestOf } from './play.js';

const texts = async (script: ReturnType<typeof createMockScript>, count: number) => {
  const answers: (string | undefined)[] = [];
  for (let at = 0; at < count; at++) answers.push((await script.answer(requestOf(`question ${at}`))).text);
  return answers;
};

describe('a script', () => {
  it('gives its replies in order and records what was asked', async () => {
    const script = createMockScript(['one', { text: 'two' }]);
    expect(await texts(script, 2)).toEqual(['one', 'two']);
    expect(script.requests).toEqual([requestOf('question 0'), requestOf('question 1')]);
    expect(script.remaining).toBe(0);
  });

  it('hands the request to a function, in the list or in its place', async () => {
    const listed = createMockScript([({ model }) => `I am ${model}`]);
    const alone = createMockScript(async ({ messages }) => ({ text: `${messages.length} messages` }));
    expect((await listed.answer(requestOf('x', { model: 'small' }))).text).toBe('I am small');
    expect(await texts(alone, 3)).toEqual(['1 messages', '1 messages', '1 messages']);
    expect(alone.remaining).toBe(Infinity);
  });

  it('fails when it is exhausted, and says how many replies there were', async () => {
    const script = createMockScript(['only']);
    await texts(script, 1);
    await expect(script.answer(requestOf('more'))).rejects.toMatchObject({
      code: 'MOCK_SCRIPT_EXHAUSTED',
      retryable: false,
      message: expect.stringContaining('all 1 were given'),
    });
    expect(script.requests).toHaveLength(2);
  });

  it('repeats its last reply where that is wanted', async () => {
    const script = createMockScript(['first', 'last'], { onExhausted: 'repeat-last' });
    expect(await texts(script, 4)).toEqual(['first', 'last', 'last', 'last']);
    script.add('newer');
    expect(script.remaining).toBe(1);
    expect(await texts(script, 2)).toEqual(['newer', 'newer']);
  });

  it.each([{ text: 'alone' }, 'alone', null])('refuses %j in place of a list of replies', (replies) => {
    expect(() => createMockScript(replies as never)).toThrow(
      expect.objectContaining({
        code: 'SETTING_INVALID',
        message: expect.stringContaining('replies must be a list of replies, or one function'),
      }),
    );
  });

  it('takes more replies later, and starts again after a reset', async () => {
    const script = createMockScript(['one']);
    await texts(script, 1);
    script.add('two');
    expect(await texts(script, 1)).toEqual(['two']);
    script.reset();
    expect(script.requests).toEqual([]);
    expect(await texts(script, 2)).toEqual(['one', 'two']);
  });
});
