import type { DriverMessage, DriverRequest, Warning } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { toMessagesBody } from './to-wire.js';

const hello: DriverMessage = { role: 'user', content: [{ type: 'text', text: 'Hi there' }] };

function write(request: Partial<DriverRequest>) {
  const warnings: Warning[] = [];
  const context = { defaultMaxTokens: 4096, warn: (warning: Warning) => void warnings.push(warning) };
  return { body: toMessagesBody({ messages: [hello], ...request }, context), warnings };
}

const mine = (data: { readonly [field: string]: string }) => ({ type: 'anthropic-dialect', data });

describe('messages', () => {
  it('puts the system text in a field of its own, with its cache marker', () => {
    const providerData = { type: 'anthropic-dialect', data: { cache_control: { type: 'ephemeral' } } };
    const { body, warnings } = write({
      messages: [{ role: 'system', content: 'Be brief.', providerData }, hello],
    });
    expect(body.system).toEqual([{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }]);
    expect(body.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Hi there' }] }]);
    expect(warnings).toEqual([]);
  });

  it('moves a later system text to the front and says so', () => {
    const { body, warnings } = write({ messages: [hello, { role: 'system', content: 'Now in French.' }] });
    expect(body.system).toEqual([{ type: 'text', text: 'Now in French.' }]);
    expect(warnings).toMatchObject([{ code: 'moved-content' }]);
  });

  it('writes a tool round trip, its results and the next question in one user message', () => {
    const { body } = write({
      messages: [
        hello,
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'They ask.', providerData: mine({ signature: 'sig' }) },
            { type: 'tool-call', id: 'toolu_1', name: 'get_weather', arguments: { city: 'Paris' } },
            { type: 'tool-call', id: 'toolu_2', name: 'now', arguments: undefined, rawArguments: '' },
          ],
        },
        { role: 'tool', toolCallId: 'toolu_1', content: [{ type: 'text', text: 'sunny' }] },
        { role: 'tool', toolCallId: 'toolu_2', isError: true, content: [{ type: 'text', text: 'no clock' }] },
        { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
      ],
    });
    expect(body.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'They ask.', signature: 'sig' },
          { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Paris' } },
          { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'sunny' }] },
          {
            type: 'tool_result',
            tool_use_id: 'toolu_2',
            content: [{ type: 'text', text: 'no clock' }],
            is_error: true,
          },
          { type: 'text', text: 'Go on.' },
        ],
      },
    ]);
  });

  it('sends images and files as they are given, and never fetches one', () => {
    const { body } = write({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', data: 'aGk=', mediaType: 'image/png' },
            { type: 'image', url: 'data:image/gif;base64,R0lG' },
            { type: 'image', url: 'https://example.com/a.png' },
            { type: 'file', data: 'JVBE', mediaType: 'application/pdf', filename: 'a.pdf' },
          ],
        },
      ],
    });
    expect(body.messages[0]?.content).toEqual([
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
      { type: 'image', source: { type: 'base64', media_type: 'image/gif', data: 'R0lG' } },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
        title: 'a.pdf',
      },
    ]);
  });

  it('sends an opaque part back as it came', () => {
    const block = { type: 'redacted_thinking', data: 'EmwKAhgB' };
    const { body } = write({
      messages: [hello, { role: 'assistant', content: [{ type: 'opaque', providerData: mine(block) }] }],
    });
    expect(body.messages[1]?.content).toEqual([block]);
  });

  it('leaves out reasoning without a signature, and says so', () => {
    const { body, warnings } = write({
      messages: [hello, { role: 'assistant', content: [{ type: 'reasoning', text: 'from elsewhere' }] }],
    });
    expect(body.messages).toHaveLength(1);
    expect(warnings).toMatchObject([{ code: 'dropped-content' }]);
  });
});

describe('settings', () => {
  it('always sends max_tokens', () => {
    expect(write({}).body.max_tokens).toBe(4096);
    expect(write({ maxTokens: 10 }).body.max_tokens).toBe(10);
  });

  it('writes tools, with a cache marker on the last one', () => {
    const parameters = { type: 'object', properties: {} };
    const providerData = { type: 'anthropic-dialect', data: { cache_control: { type: 'ephemeral' } } };
    expect(write({ tools: [{ name: 'now', parameters, providerData }] }).body.tools).toEqual([
      { name: 'now', input_schema: parameters, cache_control: { type: 'ephemeral' } },
    ]);
  });

  it.each([
    [{ toolChoice: 'required' as const }, { type: 'any' }],
    [{ toolChoice: 'none' as const }, { type: 'none' }],
    [{ toolChoice: { name: 'now' } }, { type: 'tool', name: 'now' }],
    [{ parallelToolCalls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    [{}, undefined],
  ])('writes the tool choice %o', (choice, expected) => {
    const tools = [{ name: 'now', parameters: { type: 'object' } }];
    expect(write({ tools, ...choice }).body.tool_choice).toEqual(expected);
  });

  it('turns an effort into a budget below max_tokens', () => {
    const thinking = (effort: 'low' | 'max' | 'none') =>
      write({ reasoning: { effort }, maxTokens: 10_000 }).body.thinking;
    expect(thinking('low')).toEqual({ type: 'enabled', budget_tokens: 2000 });
    expect(thinking('max')).toEqual({ type: 'enabled', budget_tokens: 9500 });
    expect(thinking('none')).toEqual({ type: 'disabled' });
  });

  it('says so when it cannot ask for JSON', () => {
    expect(write({ responseFormat: { type: 'json' } }).warnings).toMatchObject([
      { setting: 'responseFormat' },
    ]);
  });

  it('adds the fields of extraBody as they are', () => {
    expect(write({ extraBody: { service_tier: 'auto' } }).body).toMatchObject({ service_tier: 'auto' });
  });
});
