import { createProviderFromDefinition } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import { parseOllamaHost } from '../src/ollama-host.js';

describe('an address as in OLLAMA_HOST', () => {
  it.each([
    ['', 'http://127.0.0.1:11434'],
    ['  ', 'http://127.0.0.1:11434'],
    ['my-host', 'http://my-host:11434'],
    [' my-host ', 'http://my-host:11434'],
    ['"my-host"', 'http://my-host:11434'],
    ['my-host:1234', 'http://my-host:1234'],
    [':1234', 'http://127.0.0.1:1234'],
    [':', 'http://127.0.0.1:11434'],
    ['my-host:', 'http://my-host:11434'],
    ['my-host:99999', 'http://my-host:11434'],
    ['my-host:port', 'http://my-host:11434'],
    ['my-host:0', 'http://my-host:0'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:1234', 'http://127.0.0.1:1234'],
    ['192.168.1.5', 'http://192.168.1.5:11434'],
    ['::', 'http://[::1]:11434'],
    ['::1', 'http://[::1]:11434'],
    ['[::]:1234', 'http://[::1]:1234'],
    ['[::1]', 'http://[::1]:11434'],
    ['[::1]:1234', 'http://[::1]:1234'],
    ['[fe80::2]:1234', 'http://[fe80::2]:1234'],
    ['http://my-host', 'http://my-host'],
    ['http://my-host:1234', 'http://my-host:1234'],
    ['http://0.0.0.0:11434', 'http://127.0.0.1:11434'],
    ['http://:1234', 'http://127.0.0.1:1234'],
    ['https://my-host', 'https://my-host'],
    ['HTTPS://my-host', 'https://my-host'],
    ['https://my-host/ollama/', 'https://my-host/ollama'],
    ['my-host/ollama', 'http://my-host:11434/ollama'],
    ['my-host:1234/ollama/', 'http://my-host:1234/ollama'],
    ['http://me:secret@my-host', 'http://me:secret@my-host'],
    ['ollama.com', 'https://ollama.com'],
    ['https://ollama.com', 'https://ollama.com'],
  ])('%j is %s', (given, url) => {
    expect(parseOllamaHost(given)).toBe(url);
  });

  it.each([
    ...['ftp://my-host', 'file:///tmp', 'my host', 'http://my host', '<>'],
    ...['http//my-host', 'http:/my-host', 'https:my-host'],
  ])('%j is none', (given) => {
    expect(() => parseOllamaHost(given)).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', setting: 'baseUrl' }),
    );
  });

  it('is what a provider takes as its base URL, and shows whole', () => {
    const at = (baseUrl?: string) => createProviderFromDefinition(definition, { baseUrl }).baseUrl;
    expect(at()).toBe('http://127.0.0.1:11434');
    expect(at(':1234')).toBe('http://127.0.0.1:1234');
    expect(at('http://me:secret@my-host')).toBe('http://my-host');
    expect(() => at('ftp://my-host')).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
  });

  it('may be that of the OpenAI layer, or of the API', () => {
    const at = (baseUrl: string) => createProviderFromDefinition(definition, { baseUrl }).baseUrl;
    expect(at('http://localhost:11434/v1')).toBe('http://localhost:11434');
    expect(at('http://localhost:11434/api/')).toBe('http://localhost:11434');
    expect(at('http://localhost/ollama/v1')).toBe('http://localhost/ollama');
  });
});
