import { describe, expect, it } from 'vitest';
import { serverUrls } from '../../src/http/server-urls.js';

describe('serverUrls', () => {
  it.each([
    ['http://127.0.0.1:9931', 'http://127.0.0.1:9931', 'http://127.0.0.1:9931/v1'],
    ['http://127.0.0.1:9931/', 'http://127.0.0.1:9931', 'http://127.0.0.1:9931/v1'],
    ['http://127.0.0.1:9931/v1', 'http://127.0.0.1:9931', 'http://127.0.0.1:9931/v1'],
    [' http://127.0.0.1:9931/v1/ ', 'http://127.0.0.1:9931', 'http://127.0.0.1:9931/v1'],
    ['https://host/llm', 'https://host/llm', 'https://host/llm/v1'],
    ['https://host/llm/v1', 'https://host/llm', 'https://host/llm/v1'],
    ['https://host/v1/llm', 'https://host/v1/llm', 'https://host/v1/llm/v1'],
    [
      'https://user:word@host/v1?tenant=a',
      'https://user:word@host/?tenant=a',
      'https://user:word@host/v1?tenant=a',
    ],
  ])('finds both trees of routes from %j', (baseUrl, root, api) => {
    expect(serverUrls(baseUrl)).toEqual({ root, api });
  });

  it('refuses what is no URL', () => {
    expect(() => serverUrls('localhost:8080')).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
  });
});
