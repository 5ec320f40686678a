import { describe, expect, it } from 'vitest';
import { closest } from '../src/closest.js';

describe('closest', () => {
  it('finds the word that was meant, and none where nothing is near', () => {
    expect(closest('verison', ['version', 'model'])).toBe('version');
    expect(closest('openruoter', ['openai', 'openrouter'])).toBe('openrouter');
    expect(closest('banana', ['version', 'model'])).toBeUndefined();
  });
});
