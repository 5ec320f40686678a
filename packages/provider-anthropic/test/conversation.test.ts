import type { FakeAnthropicReplies } from '@modelport/provider-testkit';
import { type FakeAnthropic, startFakeAnthropic } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import type { WireMessage, WireRequest } from '../src/wire.js';
import { connect, transports } from './support/provider.js';

const weather = {
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const paris = { name: 'get_weather', arguments: '{"city":"Paris"}' };

/** The messages of a request. */
function sentMessages(request: FakeAnthropic['requests'][number] | undefined): readonly WireMessage[] {
  return (request?.body as WireRequest | undefined)?.messages ?? [];
}

describe.each(transports)('over a socket, with %s', (_, options) => {
  /** A fake that answers so, and a provider that asks it. */
  async function ask(reply: FakeAnthropicReplies, model = 'claude-sonnet-5') {
    const server = await startFakeAnthropic({ reply });
    return Object.assign(server, { provider: connect(server, { model, ...options }) });
  }

  it('streams an answer', async () => {
    await using server = await ask({ text: ['Hello', ' you'], usage: { cache_read_input_tokens: 90 } });
    const stream = server.provider.stream('Hi');
    const pieces: string[] = [];
    for await (const piece of stream.text) pieces.push(piece);
    expect(pieces).toEqual(['Hello', ' you']);
    const { usage, ...answer } = await stream.response;
    expect(answer).toMatchObject({
      ...{ id: 'msg_fake_1', model: 'claude-sonnet-5', requestId: 'req_fake_1', finishReason: 'stop' },
      rateLimit: { requests: { limit: 1000, remaining: 999 }, tokens: { limit: 96_000 } },
    });
    expect(usage).toMatchObject({ cachedInputTokens: 90, outputTokens: 2 });
    expect(Number(usage.inputTokens)).toBeGreaterThan(90);
  });

  it('sends the key, the version, and betas beside those that the headers name', async () => {
    await using server = await ask({ text: 'Hi' });
    const providerOptions = { anthropic: { betas: ['two', 'three'] } };
    await server.provider.chat({ messages: 'Hi', providerOptions }, { headers: { 'Anthropic-Beta': 'one' } });
    expect(server.requests[0]?.headers).toMatchObject({
      ...{ 'x-api-key': server.apiKey, 'anthropic-version': '2023-06-01', 'anthropic-beta': 'one,two,three' },
      'content-type': 'application/json',
    });
    await server.provider.chat('Hi');
    expect(server.requests[1]?.headers).not.toHaveProperty('anthropic-beta');
  });

  it.each(['claude-sonnet-5', 'claude-haiku-4-5', 'claude-opus-4-6', 'claude-fable-5'])(
    'takes thoughts, calls and results round: %s',
    async (model) => {
      const reply = [
        { thinking: 'I must look.', redactedThinking: 'xyz', text: 'Wait.', toolCalls: [paris, paris] },
        { thinking: 'Good.', text: 'It is sunny.' },
      ];
      await using server = await ask(
        [{ ...reply[0], toolCalls: [paris, { ...paris, id: 'second' }] }, reply[1] ?? {}],
        model,
      );
      const request = { tools: [weather], reasoning: { effort: 'high' as const }, temperature: 0.2 };
      const question = { role: 'user' as const, content: 'How is the weather?' };
      const first = await server.provider.chat({ ...request, messages: [question] });
      expect(first).toMatchObject({ reasoning: 'I must look.', text: 'Wait.', finishReason: 'tool-calls' });
      expect(first.toolCalls).toMatchObject([
        { id: 'toolu_1', arguments: { city: 'Paris' } },
        { id: 'second', arguments: { city: 'Paris' } },
      ]);
      const results = first.toolCalls.map(({ id }) => ({
        ...{ role: 'tool' as const, toolCallId: id, content: 'sunny' },
      }));
      const history = [question, first.message, ...results];
      const second = await server.provider.chat({ ...request, messages: history });
      expect([second.text, second.finishReason]).toEqual(['It is sunny.', 'stop']);
      const messages = sentMessages(server.requests[1]);
      expect(messages[1]?.content.map(({ type }) => type)).toEqual([
        ...['thinking', 'redacted_thinking', 'text', 'tool_use', 'tool_use'],
      ]);
    },
  );

  it('keeps a thought that is not shown, and sends it back', async () => {
    await using server = await ask({ thinking: [], text: 'Yes.' });
    const { message, reasoning } = await server.provider.chat('Really?');
    expect(reasoning ?? '').toBe('');
    const again = { role: 'user' as const, content: 'Sure?' };
    await server.provider.chat({ messages: [{ role: 'user', content: 'Really?' }, message, again] });
    const messages = sentMessages(server.requests[1]);
    expect(messages[1]?.content).toEqual([
      { type: 'thinking', thinking: '', signature: 'sig1==' },
      { type: 'text', text: 'Yes.' },
    ]);
  });

  it('gives an answer in JSON, to a schema of any words', async () => {
    await using server = await ask({ text: '{"stars":4}' });
    const schema = {
      type: 'object',
      properties: { stars: { type: 'integer', minimum: 1 }, tags: { type: 'array', minItems: 2 } },
    };
    const { output } = await server.provider.chat({
      messages: 'Rate',
      responseFormat: { type: 'json', schema },
    });
    expect(output).toEqual({ stars: 4 });
  });

  it('takes images, PDFs and texts, marks for the cache, and blocks of its own', async () => {
    await using server = await ask({ text: 'I see.' });
    const providerData = { type: 'anthropic', data: { cache_control: { type: 'ephemeral' } } };
    const { warnings } = await server.provider.chat({
      messages: [
        { role: 'system', content: 'Look.', providerData },
        {
          role: 'user',
          content: [
            { type: 'image', data: 'AA==', mediaType: 'image/png' },
            { type: 'image', url: 'https://a.example/b.png', providerData },
            { type: 'file', data: 'AA==', mediaType: 'application/pdf', filename: 'a.pdf' },
            { type: 'file', data: 'SGk=', mediaType: 'text/plain', providerData },
            {
              type: 'opaque',
              providerData: { type: 'anthropic', data: { type: 'container_upload', file_id: 'f' } },
            },
          ],
        },
      ],
      tools: [{ ...weather, providerData }],
    });
    expect(warnings).toEqual([]);
  });

  it('carries what Anthropic has searched itself, and what it cites', async () => {
    const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } };
    const found = { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] };
    const cited = { type: 'char_location', cited_text: 'words', document_title: 'A', file_id: 'f' };
    await using server = await ask({ blocks: [search, found], text: 'So it is.', citations: [cited] });
    const serverTools = [{ type: 'web_search_20250305', name: 'web_search' }];
    const request = { providerOptions: { anthropic: { serverTools } } };
    const first = await server.provider.chat({ ...request, messages: 'Is it?' });
    expect(first.sources).toMatchObject([{ title: 'A', quote: 'words', part: 2 }]);
    const question = { role: 'user' as const, content: 'Is it?' };
    await server.provider.chat({ ...request, messages: [question, first.message, question] });
    const messages = sentMessages(server.requests[1]);
    const { file_id: _, ...kept } = cited;
    expect(messages[1]?.content).toEqual([
      search,
      found,
      { type: 'text', text: 'So it is.', citations: [kept] },
    ]);
  });

  it('tells why the model refused', async () => {
    const stop_details = { type: 'refusal', category: 'cyber', explanation: null };
    await using server = await ask({ stopReason: 'refusal', more: { stop_details } });
    const refused = await server.provider.chat('Hi');
    expect(refused).toMatchObject({ text: '', finishReason: 'content-filter', rawFinishReason: 'refusal' });
    expect(refused.providerData).toEqual({ type: 'anthropic', data: { stop_details } });
  });

  it('has the answer so far where the server breaks off', async () => {
    await using server = await ask({
      ...{ text: 'Half an', streamError: { type: 'overloaded_error', message: 'Overloaded' } },
    });
    await expect(server.provider.chat('Hi')).rejects.toMatchObject({
      ...{ code: 'OVERLOADED', partial: { text: 'Half an', usage: { inputTokens: expect.any(Number) } } },
    });
  });

  it('tries again after an error that passes, as long as the server asks', async () => {
    const limited = {
      type: 'rate_limit_error' as const,
      message: 'Slow',
      headers: { 'retry-after': '0.01' },
    };
    await using server = await ask([{ error: limited }, { text: 'Hi' }]);
    const { attempts, text } = await server.provider.chat('Hi', { maxRetries: 1 });
    expect([text, attempts.map(({ code }) => code)]).toEqual(['Hi', ['RATE_LIMITED', undefined]]);
  });

  it.each([
    ['claude-none', 'MODEL_NOT_FOUND', 'model: claude-none'],
    ['claude-3-haiku-20240307', 'REQUEST_INVALID', '16000 > 4096'],
  ])('says what the API refuses: %s', async (model, code, words) => {
    await using server = await ask({ text: 'Hi' }, model);
    await expect(server.provider.chat('Hi')).rejects.toMatchObject({
      ...{ code, requestId: 'req_fake_1', message: expect.stringContaining(words) },
    });
  });

  it('closes the connection when the reader leaves, so that nothing more is generated', async () => {
    await using server = await ask({ text: Array.from({ length: 1000 }, () => 'word '), chunkDelay: 5 });
    for await (const _ of server.provider.stream('Hi').text) break;
    expect(await server.requests[0]?.outcome).toBe('aborted');
  });

  it('counts tokens without an answer', async () => {
    await using server = await ask({ text: 'Hi' });
    const request = { messages: 'Hi there', tools: [weather], temperature: 1, maxTokens: 5, stop: 'x' };
    const { usage } = await server.provider.chat(request);
    expect(await server.provider.countTokens(request)).toBe(usage.inputTokens);
    expect(server.requests[1]?.path).toBe('/v1/messages/count_tokens');
  });
});

describe('a server that counts nothing', () => {
  it('is told from a count', async () => {
    await using server = await startFakeAnthropic();
    const provider = connect(server, { fetch: async () => Response.json({ tokens: 1 }) as never });
    await expect(provider.countTokens('Hi')).rejects.toMatchObject({ code: 'RESPONSE_INVALID' });
  });
});
