import { describe, expect, it } from 'vitest';
import { redact, redactUrl } from '../../src/http/redact.js';

describe('redact', () => {
  it('replaces every secret wherever it stands, encoded forms too', () => {
    expect(redact('a s3cr/et" b s3cr%2Fet%22 c s3cr/et\\" d', ['s3cr/et"'])).toBe('a *** b *** c *** d');
  });

  it('replaces the longer secret first', () => {
    expect(redact('key-long', ['key-', 'key-long'])).toBe('***');
  });

  it('leaves the text alone for secrets too short to be one, and for none', () => {
    expect(redact('abc', ['a', '', undefined])).toBe('abc');
    expect(redact('abc', [])).toBe('abc');
  });
});

describe('redactUrl', () => {
  it.each([
    ['http://user:pass@h/p?x=1', 'http://***@h/p?x=1'],
    ['http://user@h', 'http://***@h'],
    ['http://us@er:pa ss@h/p', 'http://***@h/p'],
    ['http:\\\\user:pass@h', 'http:\\\\***@h'],
    ['http://user:pa/ss@h:99999/x', 'http://***@h:99999/x'],
    ['user:pass@h', 'user:***@h'],
    ['https://h/v1?api_key=abc&x=1&access-token=d#f', 'https://h/v1?api_key=***&x=1&access-token=***#f'],
    ['https://h/@scope/v1', 'https://h/@scope/v1'],
    ['no url at all', 'no url at all'],
  ])('shows %j as %j', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });
});
