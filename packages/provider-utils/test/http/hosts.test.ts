import { describe, expect, it } from 'vitest';
import { hostMatches, isLoopback } from '../../src/http/hosts.js';

describe('isLoopback', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'api.localhost',
    '127.0.0.1',
    '127.1.2.3',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
  ])('is true for %j', (host) => expect(isLoopback(host)).toBe(true));

  it.each([
    '',
    '0.0.0.0',
    '128.0.0.1',
    'localhost.example.org',
    'mylocalhost',
    '127.0.0.1.example.org',
    '10.0.0.1',
    '::2',
    '::ffff:7.0.0.1',
  ])('is false for %j', (host) => expect(isLoopback(host)).toBe(false));
});

describe('hostMatches', () => {
  it.each([
    ['https://my.openai.azure.com/openai', true],
    ['https://openai.azure.com', true],
    ['https://MY.OpenAI.Azure.COM.:443/x', true],
    ['https://notopenai.azure.com', false],
    ['https://openai.azure.com.example.org', false],
    ['https://example.org/openai.azure.com', false],
    ['https://openai.azure.com@example.org', false],
    ['openai.azure.com', false],
  ])('%j: %s', (url, expected) => {
    expect(hostMatches(url, 'openai.azure.com')).toBe(expected);
  });
});
