import { describe, expect, it, vi } from 'vitest';
import { remember } from '../../src/http/remember.js';

describe('remember', () => {
  it('makes the same thing once', () => {
    const make = vi.fn((text: string) => [text]);
    const remembered = remember(make);
    expect(remembered('a')).toBe(remembered('a'));
    expect(remembered('b')).toEqual(['b']);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it('tries again what was refused, and says why with the parameters of each time', () => {
    const remembered = remember((text, setting: string): string => {
      throw new Error(`${setting} ${text}`);
    });
    expect(() => remembered('x', 'first')).toThrow('first x');
    expect(() => remembered('x', 'second')).toThrow('second x');
  });

  it('does not grow with all that it was ever given', () => {
    const make = vi.fn((text: string) => [text]);
    const remembered = remember(make);
    const first = remembered('first');
    for (let at = 0; at < 1_000; at++) remembered(`${at}`);
    expect(remembered('first')).toEqual(first);
    expect(remembered('first')).not.toBe(first);
  });
});
