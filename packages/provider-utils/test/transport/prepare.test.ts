import { describe, expect, it } from 'vitest';
import { prepareRequest } from '../../src/transport/prepare.js';

const prepare = (headers: Readonly<Record<string, string>>, url = 'http://127.0.0.1:1/x') =>
  prepareRequest({ url, method: 'GET', headers }).headers;

describe('headers of several requests', () => {
  it('are checked anew where they may have changed', () => {
    const headers = { 'x-key': ' first\n' };
    expect(prepare(headers)).toEqual({ 'x-key': 'first' });
    headers['x-key'] = 'second';
    expect(prepare(headers)).toEqual({ 'x-key': 'second' });
    headers['x-key'] = 'a\nb';
    expect(() => prepare(headers)).toThrow('x-key');
  });

  it('are each a copy, as tools that watch requests add to them', () => {
    const headers = Object.freeze({ 'x-key': ' value\n' });
    prepare(headers)['traceparent'] = 'of the first';
    expect(prepare(headers)).toEqual({ 'x-key': 'value' });
  });

  it('get the credentials of their own URL', () => {
    const headers = Object.freeze({ accept: '*/*' });
    expect(prepare(headers, 'http://user:secret@127.0.0.1:1/x')).toHaveProperty('authorization');
    expect(prepare(headers)).toEqual({ accept: '*/*' });
  });

  it('are refused each time, frozen or not', () => {
    const headers = Object.freeze({ 'x-key': 'a\nb' });
    for (let count = 0; count < 2; count++) expect(() => prepare(headers)).toThrow('x-key');
  });
});
