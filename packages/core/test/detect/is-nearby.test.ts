import { describe, expect, it } from 'vitest';
import { isNearby } from '../../src/detect/sites.js';

describe('an address', () => {
  it.each([
    'http://127.0.0.1:11434',
    'https://localhost/v1',
    'http://LOCALHOST.:1234',
    'http://gpu-box:8000/v1',
    'http://studio.local:1234',
    'http://llm.home.arpa',
    'http://10.1.2.3',
    'http://172.16.0.9:8080',
    'http://172.31.255.1',
    'http://192.168.1.20:11434',
    'http://169.254.1.1',
    'http://0.0.0.0:8000',
    'http://[::1]:8080',
    'http://[fd12:3456::1]',
    'http://[fe80::1]',
  ])('%s is nearby', (url) => {
    expect(isNearby(url)).toBe(true);
  });

  it.each([
    'https://api.openai.com/v1',
    'http://10.example.com',
    'http://127.0.0.1.example.com',
    'http://172.15.0.1',
    'http://172.32.0.1',
    'http://192.169.1.1',
    'http://8.8.8.8',
    'https://localhost.example.com',
    'http://[2001:db8::1]',
    'no address',
    '',
  ])('%s is not', (url) => {
    expect(isNearby(url)).toBe(false);
  });
});
