import { ProviderError } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { collectHeaders, validateHeaders } from '../../src/http/headers.js';
import { headersOf } from '../support/headers.js';

const refusal = (headers: Record<string, string>, setting?: string): ProviderError => {
  try {
    validateHeaders(headers, setting);
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
  }
  throw new Error('was not refused');
};

describe('validateHeaders', () => {
  it('trims values and keeps names as they are', () => {
    expect(validateHeaders({ 'X-A': '  one two\t\n', b: '' })).toEqual({ 'X-A': 'one two', b: '' });
  });

  it.each(['', 'a b', 'a:b', 'ä', 'a\nb', 'a\r\nb: c'])('refuses the name %j', (name) => {
    expect(refusal({ [name]: 'value-of-it' })).toMatchObject({ code: 'SETTING_INVALID', setting: 'headers' });
    expect(refusal({ [name]: 'value-of-it' }).message).not.toContain('value-of-it');
  });

  it('names the header of a bad value, never the value', () => {
    const error = refusal({ authorization: 'Bearer s3cret\nx' }, 'options.headers');
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'options.headers.authorization' });
    expect(error.message).toContain('line break');
    expect(error.message).not.toContain('s3cret');
  });

  it('refuses what is no string, as a program without types may give', () => {
    expect(refusal({ a: 5 as unknown as string }).message).toContain('number');
  });
});

it('collectHeaders gives a plain record with lower-case names and no cookies', () => {
  expect(collectHeaders(headersOf({ 'X-A': '1', 'Set-Cookie': 'x' }))).toEqual({ 'x-a': '1' });
});
