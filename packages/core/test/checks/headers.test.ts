import { describe, expect, it } from 'vitest';
import { mergeHeaders } from '../../src/checks/headers.js';
import { errorOf } from '../support/scripted.js';

describe('mergeHeaders', () => {
  it('lets later records win, whatever the case of the names', () => {
    expect(mergeHeaders({ 'X-Team': 'one', Accept: 'a' }, undefined, { 'x-team': 'two' })).toEqual({
      'x-team': 'two',
      accept: 'a',
    });
  });

  it('keeps what an undefined value does not replace', () => {
    expect(mergeHeaders({ 'x-team': 'one' }, { 'x-team': undefined })).toEqual({ 'x-team': 'one' });
  });

  it('trims values, so that a key read from a file may end in a line break', () => {
    expect(mergeHeaders({ authorization: 'Bearer abc\r\n' })).toEqual({ authorization: 'Bearer abc' });
  });

  it.each(['x team', 'x:team', 'x\nteam', 'x-tëam', ''])('refuses the name %j', async (name) => {
    const error = await errorOf(() => mergeHeaders({ [name]: 'value' }));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: `headers[${JSON.stringify(name)}]` });
  });

  it.each(['sec\nret', 'sec\rret', 'sec\u0000ret', 'sec\u007fret', 'secrét', 'sec\u200bret'])(
    'refuses the value %j without showing it',
    async (value) => {
      const error = await errorOf(() => mergeHeaders({ 'x-key': value }));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'headers["x-key"]' });
      expect(error.message).toContain('x-key');
      expect(error.message).not.toContain('sec');
    },
  );

  it('refuses a value that is no string', async () => {
    const error = await errorOf(() => mergeHeaders({ 'x-count': 5 as unknown as string }));
    expect(error.setting).toBe('headers["x-count"]');
  });

  it.each([
    ['Headers', new Headers({ 'x-team': 'one' })],
    ['a Map', new Map([['x-team', 'one']])],
    ['a list', [['x-team', 'one']]],
  ])('refuses %s, of which nothing would be sent', async (_, headers) => {
    const error = await errorOf(() => mergeHeaders(headers as unknown as Record<string, string>));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'headers' });
  });
});
