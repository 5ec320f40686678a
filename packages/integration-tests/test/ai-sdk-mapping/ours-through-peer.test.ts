import {
  type ChatEvent,
  type ChatRequest,
  createProviderFromDefinition,
  type DriverRequest,
  type Message,
  type Provider,
} from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { createLanguageModel } from './language-model.js';
import { ours } from './scripted-model.js';

const mine = (data: { readonly [field: string]: string }) => ({ type: 'scripted', data });

/** Every kind of event that a driver may yield. */
const everything: ChatEvent[] = [
  { type: 'progress', processedTokens: 1, totalTokens: 2 },
  { type: 'start', id: 'answer-1', model: 'scripted-1', headers: { 'x-served-by': 'us' } },
  { type: 'reasoning-delta', part: 0, text: 'Hm.' },
  { type: 'raw', data: { a: 1 } },
  { type: 'text-delta', part: 1, text: 'It is ' },
  { type: 'text-delta', part: 1, text: 'sunny.' },
  { type: 'source', part: 1, url: 'https://a.example/', title: 'A', quote: 'sun' },
  { type: 'source', url: 'https://b.example/' },
  // The signature comes after the next part has begun.
  { type: 'part-end', part: 0, providerData: mine({ signature: 'sig' }) },
  { type: 'file', part: 2, file: { type: 'file', data: 'aGk=', mediaType: 'image/png' } },
  { type: 'opaque', part: 3, providerData: mine({ type: 'search', query: 'x' }) },
  { type: 'tool-call-start', part: 4, id: 'call-1', name: 'weather' },
  { type: 'tool-call-delta', part: 4, argumentsDelta: '{"city":' },
  { type: 'tool-call-delta', part: 4, argumentsDelta: '"Paris"}' },
  { type: 'part-end', part: 4, providerData: mine({ thought: 'sig' }) },
  {
    type: 'usage',
    usage: {
      inputTokens: 20,
      outputTokens: 9,
      cachedInputTokens: 12,
      cacheWriteInputTokens: 3,
      reasoningTokens: 4,
      raw: { n: 1 },
    },
  },
  {
    type: 'finish',
    finishReason: 'tool-calls',
    rawFinishReason: 'tool_use',
    providerData: mine({ tier: 'fast' }),
  },
];

function scriptedProvider(): { provider: Provider; requests: DriverRequest[] } {
  const requests: DriverRequest[] = [];
  const provider = createProviderFromDefinition(
    {
      specVersion: 1,
      type: 'scripted',
      displayName: 'Scripted',
      packageName: '@modelport/integration-tests',
      packageVersion: '0.0.0',
      location: 'any',
      capabilities: { chat: true },
      settings: [],
      create: () => ({
        async *stream(request: DriverRequest) {
          requests.push(request);
          yield everything;
        },
      }),
    },
    {},
  );
  return { provider, requests };
}

const throughPeer = (provider: Provider) => ours(createLanguageModel(provider, 'scripted-1'));
const question: Message = { role: 'user', content: [{ type: 'text', text: 'Weather?' }] };

describe("our provider, through the peer's interface", () => {
  it('gives the same response', async () => {
    const direct = await scriptedProvider().provider.stream({ messages: [question] }).response;
    const around = await throughPeer(scriptedProvider().provider).stream({ messages: [question] }).response;
    const { text, reasoning, toolCalls, finishReason, rawFinishReason, usage, id, model, headers } = direct;
    expect(around).toMatchObject({
      ...{ text, reasoning, toolCalls, finishReason, rawFinishReason, usage, id, model, headers },
    });
    // There, citations come at the end of the text that cites them.
    expect(around.sources).toHaveLength(2);
    expect(around.sources).toEqual(expect.arrayContaining([...(direct.sources ?? [])]));
    const kinds = (response: typeof direct) => response.message.content.map(({ type }) => type);
    expect(kinds(around)).toEqual(kinds(direct));
  });

  it('gets back in its own form what it answered', async () => {
    const { provider, requests } = scriptedProvider();
    const around = throughPeer(provider);
    const { message } = await around.stream({ messages: [question] }).response;
    const result: Message = { role: 'tool', toolCallId: 'call-1', toolName: 'weather', content: 'sunny' };
    await around.stream({ messages: [question, message, result] }).response;

    const direct = scriptedProvider();
    const own = (await direct.provider.stream({ messages: [question] }).response).message;
    await direct.provider.stream({ messages: [question, own, result] }).response;
    const withoutOrigin = ({ messages }: DriverRequest = { messages: [] }) =>
      messages.map((sent) => (sent.role === 'assistant' ? { ...sent, from: undefined } : sent));
    expect(withoutOrigin(requests[1])).toMatchObject(
      withoutOrigin(direct.requests[1]).map((sent) => {
        if (sent.role !== 'assistant') return sent;
        // The peer's prompts hold arguments parsed, and not as the model wrote them.
        const content = sent.content.map((part) => {
          if (part.type !== 'tool-call') return part;
          const { rawArguments, ...call } = part;
          return call;
        });
        return { ...sent, content };
      }),
    );
  });

  it('warns of what the peer has no setting for, and passes the rest on', async () => {
    const { provider, requests } = scriptedProvider();
    const request: ChatRequest = {
      messages: [question],
      temperature: 0.5,
      stop: 'END',
      reasoning: { enabled: false },
      parallelToolCalls: false,
      extraBody: { x: 1 },
    };
    const { warnings } = await throughPeer(provider).stream(request).response;
    expect(warnings.map(({ setting }) => setting)).toEqual(['parallelToolCalls', 'extraBody']);
    expect(requests[0]).toMatchObject({ temperature: 0.5, stop: ['END'], reasoning: { effort: 'none' } });
  });
});
