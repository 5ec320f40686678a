import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { collect, finish, question, scripted, thereAndBack } from './scripted-model.js';

describe('a call, there and back', () => {
  const call: LanguageModelV4CallOptions = {
    prompt: [question],
    maxOutputTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    topK: 40,
    presencePenalty: 0.1,
    frequencyPenalty: 0.2,
    seed: 7,
    stopSequences: ['END'],
    includeRawChunks: false,
    reasoning: 'xhigh',
    toolChoice: { type: 'tool', toolName: 'weather' },
    responseFormat: { type: 'json', schema: { type: 'object' }, name: 'answer', description: 'An answer.' },
    tools: [
      {
        type: 'function',
        name: 'weather',
        description: 'The weather.',
        inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
        strict: true,
        providerOptions: { acme: { cacheControl: { type: 'ephemeral' } } },
      },
    ],
    headers: { 'x-trace': '1' },
    providerOptions: { acme: { tier: 'fast' } },
  };

  it('keeps every setting', async () => {
    const { model, calls } = scripted({ parts: [finish] });
    await collect(thereAndBack(model), call);
    expect(calls[0]).toMatchObject(call);
  });

  it('leaves tools that only one backend knows to that backend, and says so', async () => {
    const { model, calls } = scripted({ parts: [finish] });
    const { parts } = await collect(thereAndBack(model), {
      tools: [{ type: 'provider', id: 'acme.search', name: 'search', args: {} }],
    });
    expect(calls[0]?.tools ?? []).toEqual([]);
    expect(parts[0]).toMatchObject({
      warnings: [{ type: 'unsupported', feature: 'provider-defined tool acme.search' }],
    });
  });

  it('keeps every kind of message', async () => {
    const options = { acme: { cacheControl: { type: 'ephemeral' } } };
    const prompt: LanguageModelV4Prompt = [
      { role: 'system', content: 'Be brief.', providerOptions: options },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look.', providerOptions: options },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
          {
            type: 'file',
            mediaType: 'application/pdf',
            filename: 'a.pdf',
            data: { type: 'data', data: 'JVBE' },
          },
          {
            type: 'file',
            mediaType: 'application/pdf',
            data: { type: 'reference', reference: { acme: 'file-1' } },
          },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', providerOptions: { acme: { signature: 'sig' } } },
          { type: 'reasoning-file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
          { type: 'text', text: 'I ask.' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
          { type: 'custom', kind: 'acme.compaction', providerOptions: { acme: { summary: 'short' } } },
          {
            type: 'tool-call',
            toolCallId: 'run-1',
            toolName: 'search',
            input: { q: 'x' },
            providerExecuted: true,
          },
          {
            type: 'tool-result',
            toolCallId: 'run-1',
            toolName: 'search',
            output: { type: 'json', value: { hits: 1 } },
          },
          { type: 'tool-call', toolCallId: 'call-1', toolName: 'weather', input: { city: 'Paris' } },
          { type: 'tool-call', toolCallId: 'call-2', toolName: 'weather', input: { city: 'Rome' } },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'call-1',
            toolName: 'weather',
            output: { type: 'text', value: 'sunny' },
            providerOptions: options,
          },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'call-2',
            toolName: 'weather',
            output: {
              type: 'content',
              value: [
                { type: 'text', text: 'a map' },
                { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
                { type: 'custom', providerOptions: options },
              ],
            },
          },
        ],
      },
      { role: 'tool', content: [{ type: 'tool-approval-response', approvalId: 'ok-1', approved: true }] },
    ];
    const { model, calls } = scripted({ parts: [finish] });
    await collect(thereAndBack(model), { prompt });
    expect(calls[0]?.prompt).toEqual(prompt);
  });

  it.each([
    [
      { type: 'json' as const, value: { a: 1 } },
      { type: 'text', value: '{"a":1}' },
    ],
    [
      { type: 'error-json' as const, value: { a: 1 } },
      { type: 'error-text', value: '{"a":1}' },
    ],
    [
      { type: 'execution-denied' as const, reason: 'no' },
      { type: 'error-text', value: 'no' },
    ],
  ])('brings a tool result of another form back as text: %o', async (output, expected) => {
    const { model, calls } = scripted({ parts: [finish] });
    const result = { type: 'tool-result' as const, toolCallId: 'call-1', toolName: 'weather', output };
    const asked = { type: 'tool-call' as const, toolCallId: 'call-1', toolName: 'weather', input: {} };
    await collect(thereAndBack(model), {
      prompt: [question, { role: 'assistant', content: [asked] }, { role: 'tool', content: [result] }],
    });
    expect(calls[0]?.prompt[2]?.content[0]).toMatchObject({ output: expected });
  });
});
