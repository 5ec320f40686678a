import { describe, expect, it } from 'vitest';
import { findHost, nameServer, quirksByHost } from '../src/hosts.js';
import { checkQuirks, defaultQuirks, type QuirkOverrides, resolveQuirks } from '../src/quirks.js';

describe('hosts', () => {
  it.each([
    ['https://api.openai.com/v1', 'OpenAI'],
    ['https://my-resource.openai.azure.com/openai/v1', 'Azure OpenAI'],
    ['https://openrouter.ai/api/v1', 'OpenRouter'],
    ['https://api.together.xyz/v1', 'Together AI'],
    ['https://api.together.ai/v1', 'Together AI'],
    ['https://api.groq.com/openai/v1', 'Groq'],
    ['http://localhost:8000/v1', 'localhost:8000'],
    ['https://api.openai.com.example.org/v1', 'api.openai.com.example.org'],
    ['https://notopenrouter.ai/v1', 'notopenrouter.ai'],
    ['https://example.org/openrouter.ai', 'example.org'],
  ])('%s is called %s', (url, name) => {
    expect(nameServer(url)).toBe(name);
  });

  it('have quirks that are all known', () => {
    for (const { quirks } of quirksByHost) expect(checkQuirks(quirks)).toEqual(quirks);
  });
});

describe('quirks', () => {
  it('are those of the host, and the defaults beside them', () => {
    const quirks = resolveQuirks('https://api.openai.com/v1');
    expect(quirks).toEqual({ ...defaultQuirks, ...findHost('https://api.openai.com/v1')?.quirks });
    expect(quirks.maxTokensField).toBe('max_completion_tokens');
  });

  it('are overridden by each later record, but not by what it leaves undefined', () => {
    const quirks = resolveQuirks(
      'https://api.openai.com/v1',
      { maxTokensField: 'max_tokens', streamUsage: false },
      undefined,
      { streamUsage: true, maxTokensField: undefined },
    );
    expect(quirks).toMatchObject({
      maxTokensField: 'max_tokens',
      streamUsage: true,
      systemRole: 'developer',
    });
  });

  it.each([
    [{ maxTokenField: 'max_tokens' }, 'quirks.maxTokenField', 'maxTokensField'],
    [{ streamUsage: 'yes' }, 'quirks.streamUsage', 'true'],
    [{ reasoning: 'lots' }, 'quirks.reasoning', 'effort'],
    [JSON.parse('{"__proto__":{"streamUsage":false}}'), 'quirks.__proto__', 'streamUsage'],
  ])('%j is refused, naming what is accepted', (overrides, setting, candidate) => {
    expect(() => resolveQuirks('http://localhost', overrides as QuirkOverrides)).toThrow(
      expect.objectContaining({
        code: 'SETTING_INVALID',
        setting,
        candidates: expect.arrayContaining([candidate]),
      }),
    );
  });
});
