import { ProviderError } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { joinUrl, parseBaseUrl } from '../../src/http/url.js';

describe('joinUrl', () => {
  it.each([
    ['http://h', 'models', 'http://h/models'],
    ['http://h/', '/models', 'http://h/models'],
    ['http://h/v1', 'chat/completions', 'http://h/v1/chat/completions'],
    ['http://h/v1//', '//chat/completions', 'http://h/v1/chat/completions'],
    [' http://h/v1 \n', ' /models ', 'http://h/v1/models'],
    ['http://h/openai?api-version=1', '/models', 'http://h/openai/models?api-version=1'],
    ['http://h/v1#part', '/models', 'http://h/v1/models'],
    ['http://h/v1?a=1', 'models?b=2', 'http://h/v1/models?a=1&b=2'],
    ['http://user:pass@h/v1', 'models', 'http://user:pass@h/v1/models'],
    ['http://[::1]:8080/v1', 'models', 'http://[::1]:8080/v1/models'],
    ['http://h/v1', 'models/org%2Fname', 'http://h/v1/models/org%2Fname'],
  ])('joins %j and %j', (base, path, joined) => {
    expect(joinUrl(base, path)).toBe(joined);
  });

  it('adds a query, encoded, without what is undefined, over what the base has', () => {
    expect(joinUrl('http://h/v1?a=1&b=2', 'x', { b: 'é&', c: true, d: 0, e: undefined })).toBe(
      'http://h/v1/x?a=1&b=%C3%A9%26&c=true&d=0',
    );
  });
});

describe('parseBaseUrl', () => {
  it.each([
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    [' https://h/v1/ ', 'https://h/v1'],
    ['HTTPS://H.example/V1', 'https://h.example/V1'],
    ['https://h/v1/?a=1', 'https://h/v1?a=1'],
    ['https://user:pass@h/v1#x', 'https://user:pass@h/v1'],
  ])('takes %j', (given, expected) => {
    expect(parseBaseUrl(given)).toBe(expected);
  });

  const refusal = (value: string): ProviderError => {
    try {
      parseBaseUrl(value);
    } catch (error) {
      if (ProviderError.isInstance(error)) return error;
    }
    throw new Error('was not refused');
  };

  it.each([
    ['', 'is empty'],
    ['  ', 'is empty'],
    ['localhost:8080', 'Did you mean "http://localhost:8080"?'],
    ['127.0.0.1:8080/v1', 'Did you mean "http://127.0.0.1:8080/v1"?'],
    ['api.example.com', 'Did you mean "http://api.example.com"?'],
    ['ftp://h/v1', 'ftp://'],
    ['http://', 'no valid URL'],
    ['http://h:99999', 'no valid URL'],
    ['http://h/a b', 'white space'],
    ['http://h/\r\nx', 'white space'],
  ])('refuses %j and says why', (value, why) => {
    expect(refusal(value)).toMatchObject({ code: 'SETTING_INVALID', setting: 'baseUrl' });
    expect(refusal(value).message).toContain(why);
    expect(refusal(value).message).toContain('http:// or https://');
  });

  it.each([
    'ftp://user:hunter2@h',
    'http://user:hunter2@h:99999',
    'user:hunter2@h',
    'http://user:hun/hunter2@h x',
  ])('never shows the password of %j', (value) => {
    expect(refusal(value).message).not.toContain('hunter2');
  });

  it('calls the setting by the name it is given', () => {
    expect(() => parseBaseUrl('x', 'OLLAMA_HOST')).toThrow(
      expect.objectContaining({ setting: 'OLLAMA_HOST' }),
    );
  });
});
