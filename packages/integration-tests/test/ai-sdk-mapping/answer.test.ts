import type { LanguageModelV4Content, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { joinParts } from './content.js';
import { collect, finish, ours, question, scripted, thereAndBack, usage } from './scripted-model.js';

/** Every kind of content that the peer's models may answer, with metadata wherever it may stand. */
const everything: LanguageModelV4Content[] = [
  { type: 'reasoning', text: 'Let me see.', providerMetadata: { acme: { signature: 'sig' } } },
  { type: 'reasoning', text: '', providerMetadata: { acme: { redacted: 'EmwKAhgB' } } },
  { type: 'reasoning-file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
  {
    type: 'text',
    text: 'It is sunny.',
    citations: [
      {
        source: { type: 'source', sourceType: 'url', id: 'source-0', url: 'https://a.example/' },
        citedText: 'sun',
      },
    ],
    providerMetadata: { acme: { id: 'text-1' } },
  },
  {
    type: 'file',
    mediaType: 'image/png',
    data: { type: 'data', data: 'aGk=' },
    providerMetadata: { acme: { id: 1 } },
  },
  { type: 'custom', kind: 'acme.compaction', providerMetadata: { acme: { summary: 'short' } } },
  { type: 'tool-call', toolCallId: 'run-1', toolName: 'search', input: '{"q":"x"}', providerExecuted: true },
  { type: 'tool-approval-request', approvalId: 'ok-1', toolCallId: 'run-1' },
  { type: 'tool-result', toolCallId: 'run-1', toolName: 'search', result: { hits: 1 } },
  {
    type: 'tool-call',
    toolCallId: 'call-1',
    toolName: 'weather',
    input: '{"city":"Paris"}',
    providerMetadata: { acme: { thought: 'sig' } },
  },
  { type: 'source', sourceType: 'url', id: 'source-1', url: 'https://b.example/', title: 'B' },
  { type: 'source', sourceType: 'document', id: 'manual', mediaType: 'application/pdf', title: 'Manual' },
];

/** The same answer as a stream. */
const everythingStreamed: LanguageModelV4StreamPart[] = [
  { type: 'stream-start', warnings: [{ type: 'unsupported', feature: 'seed', details: 'no seed' }] },
  { type: 'response-metadata', id: 'answer-1', modelId: 'acme-1-mini' },
  ...everything.flatMap((part, index): LanguageModelV4StreamPart[] => {
    const id = `block-${index}`;
    switch (part.type) {
      case 'text':
      case 'reasoning': {
        const { type, text, ...rest } = part;
        const pieces = text === '' ? [] : [text.slice(0, 3), text.slice(3)];
        return [
          { type: `${type}-start`, id },
          ...pieces.map((delta): LanguageModelV4StreamPart => ({ type: `${type}-delta`, id, delta })),
          { type: `${type}-end`, id, ...rest },
        ];
      }
      case 'tool-call': {
        const { toolCallId, toolName, input, providerExecuted } = part;
        return [
          {
            type: 'tool-input-start',
            id: toolCallId,
            toolName,
            ...(providerExecuted && { providerExecuted }),
          },
          { type: 'tool-input-delta', id: toolCallId, delta: input },
          { type: 'tool-input-end', id: toolCallId },
          part,
        ];
      }
      default:
        return [part, { type: 'ping' }];
    }
  }),
  finish,
];

describe('an answer, there and back', () => {
  it('keeps every kind of content of a plain call, in order and with its metadata', async () => {
    const { model } = scripted({
      result: { content: everything, response: { id: 'answer-1', modelId: 'acme-1-mini' }, usage },
    });
    const back = await thereAndBack(model).doGenerate({ prompt: [question] });
    expect(back.content).toEqual(everything);
    expect(back.response).toMatchObject({ id: 'answer-1', modelId: 'acme-1-mini' });
  });

  it('keeps every kind of content of a stream', async () => {
    const { model } = scripted({ parts: everythingStreamed });
    const { parts, headers } = await collect(thereAndBack(model));
    expect(joinParts(parts)).toEqual(everything);
    expect(headers).toEqual({ 'x-served-by': 'acme' });
    expect(parts[0]).toMatchObject({
      type: 'stream-start',
      warnings: [{ type: 'unsupported', feature: 'seed' }],
    });
    expect(parts).toContainEqual({ type: 'response-metadata', id: 'answer-1', modelId: 'acme-1-mini' });
    expect(parts.at(-1)).toEqual(finish);
  });

  it('shows the user only the calls that the user has to make', async () => {
    const { model } = scripted({ parts: everythingStreamed });
    const { toolCalls, reasoning, sources } = await ours(model).stream('Weather?').response;
    expect(toolCalls).toEqual([
      { id: 'call-1', name: 'weather', arguments: { city: 'Paris' }, rawArguments: '{"city":"Paris"}' },
    ]);
    expect(reasoning).toBe('Let me see.');
    expect(sources).toMatchObject([
      { url: 'https://a.example/', quote: 'sun' },
      { url: 'https://b.example/' },
      { title: 'Manual' },
    ]);
  });

  it('passes raw chunks only when asked', async () => {
    const raw: LanguageModelV4StreamPart = { type: 'raw', rawValue: { a: 1 } };
    const { model, calls } = scripted({ parts: [raw, finish] });
    const { parts } = await collect(thereAndBack(model), { includeRawChunks: true });
    expect(parts).toContainEqual(raw);
    expect(calls[0]).toMatchObject({ includeRawChunks: true });
  });
});
