import type { Warning } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { MalformedFrames } from '../../src/framing/malformed-frames.js';

function counter() {
  const warnings: Warning[] = [];
  const warn = (warning: Warning) => void warnings.push(warning);
  return { frames: new MalformedFrames({ frame: 'line', warn, advice: 'Is it up?' }), warnings };
}

describe('malformed frames', () => {
  it('are skipped with a warning that tells nothing of them but their length', () => {
    const { frames, warnings } = counter();
    frames.reset();
    expect(frames.count('secret')).toBeUndefined();
    expect(frames.judge()).toBeUndefined();
    expect(warnings).toEqual([{ code: 'malformed-event', message: expect.stringMatching(/line of 6 char/) }]);
    expect(warnings[0]?.message).not.toContain('secret');
  });

  it('are an error at eight in a row, not at eight among others', () => {
    const { frames } = counter();
    for (let count = 0; count < 20; count++) {
      expect(frames.count('x')).toBeUndefined();
      frames.reset();
    }
    for (let count = 0; count < 7; count++) expect(frames.count('x')).toBeUndefined();
    expect(frames.count('x')).toMatchObject({ code: 'RESPONSE_INVALID' });
  });

  it.each([
    ['{"choices":[]}', 'other JSON'],
    ['{"choices":', 'broken JSON'],
    ['<html><title>Login</title>', 'an HTML page, "Login"'],
  ])('are an error where they are more than the others, with what the first is: %s', (text, what) => {
    const { frames } = counter();
    frames.count(text);
    frames.reset();
    frames.count('x');
    expect(frames.judge()?.message).toBe(
      `The stream cannot be read: 2 of its 3 lines are no part of an answer; the first is ${what}. Is it up?`,
    );
  });
});
