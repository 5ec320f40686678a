import { createProvider } from '@modelport/core';
import { type LlamaServer, llamaServerAvailable, startLlamaServer } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../src/index.js';
import type { LlamaCppOptions } from '../src/options.js';

const found = llamaServerAvailable();
const connect = (server: LlamaServer, options?: LlamaCppOptions) =>
  createProvider('llamacpp', { baseUrl: server.baseUrl, maxRetries: 0, ...options });

const weather = {
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

describe.skipIf(!found.available)(`a real llama-server${found.available ? '' : ` (${found.reason})`}`, () => {
  let server: LlamaServer;
  beforeAll(async () => {
    server = await startLlamaServer({ parallel: 2, extraArguments: ['--metrics', '--context-shift'] });
  });
  afterAll(() => server.stop());

  it('follows a grammar, and a bare JSON schema', async () => {
    const provider = connect(server);
    const grammar = 'root ::= "yes" | "no"';
    const { text } = await provider.chat({ messages: 'Hi', providerOptions: { llamacpp: { grammar } } });
    expect(['yes', 'no']).toContain(text);
    const jsonSchema = { type: 'object', properties: { days: { type: 'integer' } }, required: ['days'] };
    const json = await provider.chat({
      messages: 'Hi',
      temperature: 0,
      providerOptions: { 'llama-cpp': { jsonSchema } },
    });
    expect(JSON.parse(json.text)).toMatchObject({ days: 4 });
  });

  it('calls no tool where a schema is given, as the warning says, and follows a grammar beside tools', async () => {
    const provider = connect(server);
    const messages = 'What is the weather?';
    const request = { messages, tools: [weather], toolChoice: 'required' as const, temperature: 0 };
    expect((await provider.chat(request)).toolCalls).toHaveLength(1);
    const formatted = await provider.chat({ ...request, responseFormat: { type: 'json' } });
    expect(formatted.toolCalls).toEqual([]);
    expect(formatted.warnings).toMatchObject([{ setting: 'tools' }]);
    const providerOptions = { llamacpp: { grammar: 'root ::= "yes"' } };
    const { text } = await provider.chat({ ...request, toolChoice: 'none', providerOptions });
    expect(text).toBe('yes');
  });

  it('says why log probabilities cannot be had beside tools, for a plain chat', async () => {
    const request = { messages: 'Hi', tools: [weather], logprobs: true };
    await expect(connect(server).chat(request)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('chat() streams as well'),
    });
  });

  it('counts the tokens that a request would use, tools included', async () => {
    const provider = connect(server);
    const request = { messages: 'What is the weather?', tools: [weather] };
    const { usage } = await provider.chat({ ...request, maxTokens: 1 });
    expect(await provider.countTokens(request)).toBe(usage.inputTokens);
    expect(await provider.countTokens('Hi there')).toBe(13);
    const extraBody = { add_generation_prompt: false };
    expect(await provider.countTokens({ messages: 'Hi there', extraBody })).toBeLessThan(13);
  });

  it('writes the prompt that it counts, and cuts it into as many tokens', async () => {
    const provider = connect(server);
    const { extras } = provider;
    const prompt = await extras.applyTemplate('Hi there');
    expect(prompt).toContain('Hi there');
    const tokens = await extras.tokenize(prompt);
    expect(tokens).toHaveLength(await provider.countTokens('Hi there'));
    expect(await extras.detokenize(await extras.tokenize('Hi there'))).toBe('Hi there');
    const pieces = await extras.tokenize({ content: 'Hi there', withPieces: true });
    expect(pieces.map(({ piece }) => piece).join('')).toBe('Hi there');
  });

  it('applies a template as it does for a chat', async () => {
    const { extras } = connect(server);
    const tools = await extras.applyTemplate({ messages: 'Hi', tools: [weather] });
    expect(tools).toContain('get_weather');
    const open = await extras.applyTemplate({ messages: 'Hi', addGenerationPrompt: false });
    expect((await extras.applyTemplate('Hi')).startsWith(open)).toBe(true);
  });

  it('reports progress before the answer, and timings after it', async () => {
    const provider = connect(server);
    const types: string[] = [];
    const stream = provider.stream({ messages: 'ping', temperature: 0 });
    for await (const event of stream) types.push(event.type);
    expect(types[0]).toBe('progress');
    expect(types.indexOf('start')).toBeGreaterThan(types.lastIndexOf('progress'));
    const { timings, usage } = await stream.response;
    expect(timings?.outputTokensPerSecond).toBeGreaterThan(0);
    expect(timings?.inputMs).toBeGreaterThan(0);
    expect(usage.cachedInputTokens).toBeGreaterThanOrEqual(0);
    const quiet: string[] = [];
    const options = { llamacpp: { returnProgress: false } };
    for await (const event of provider.stream({ messages: 'ping', providerOptions: options }))
      quiet.push(event.type);
    expect(quiet).not.toContain('progress');
  });

  it('tells what a cut answer has used, where timings were asked for with every token', async () => {
    const provider = connect(server);
    const providerOptions = { llamacpp: { timingsPerToken: true, ignoreEos: true } };
    const stream = provider.stream({ messages: 'count', temperature: 0, providerOptions });
    let pieces = 0;
    for await (const _ of stream.text) if (++pieces === 5) break;
    const error = await stream.response.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'ABORTED',
      partial: { usage: { inputTokens: 9, outputTokens: expect.any(Number) } },
    });
  });

  it('gets every sampler as it was set', async () => {
    const provider = connect(server);
    const llamacpp = {
      idSlot: 1,
      ignoreEos: true,
      nPredict: 5000,
      nKeep: 3,
      minKeep: 2,
      repeatPenalty: 1.25,
      repeatLastN: 33,
      typicalP: 0.75,
      topNSigma: 2,
      dynatempRange: 0.25,
      dynatempExponent: 1.5,
      dryMultiplier: 0.5,
      dryBase: 1.5,
      dryAllowedLength: 3,
      dryPenaltyLastN: 20,
      xtcProbability: 0.125,
      xtcThreshold: 0.25,
      mirostat: 0 as const,
      mirostatTau: 4,
      mirostatEta: 0.25,
      samplers: ['top_k', 'min_p', 'temperature'],
    };
    const request = { messages: 'count', topK: 7, minP: 0.25, providerOptions: { llamacpp } };
    for await (const event of provider.stream(request)) {
      if (event.type !== 'text-delta') continue;
      const slot = (await provider.extras.slots())[1];
      const { idSlot: _, ...knobs } = llamacpp;
      const expected = { top_k: 7, min_p: 0.25, ...snakeCase(knobs) };
      expect(slot).toMatchObject({ isProcessing: true, raw: { params: expected } });
      break;
    }
  });

  it('shows its properties, slots and counters', async () => {
    const { extras } = connect(server);
    expect(await extras.props()).toMatchObject({
      build: expect.any(String),
      isRouter: false,
      slots: 2,
      contextLength: 2048,
      chatTemplateCaps: { supports_tools: true },
    });
    expect((await extras.slots()).map(({ id }) => id)).toEqual([0, 1]);
    expect((await extras.metrics())['llamacpp:prompt_tokens_total']).toBeGreaterThan(0);
  });

  it('is good, by its build', async () => {
    const { version } = await connect(server).health();
    expect(version).toBe((await connect(server).extras.props()).build);
    const [model] = await connect(server).models();
    expect(model).toMatchObject({ loaded: true, capabilities: { tools: true, images: false } });
  });

  it('does not take images without a projector, and is not asked twice', async () => {
    const provider = connect(server, { maxRetries: 2 });
    const image = { type: 'image' as const, mediaType: 'image/png', data: 'iVBORw0KGgo=' };
    const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'See' }, image] }];
    await expect(provider.chat({ messages })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('--mmproj'),
      attempts: [{ status: 500 }],
    });
  });

  it('says how to switch embeddings on', async () => {
    await expect(connect(server).embed('Hi')).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('--embeddings'),
    });
  });

  it('refuses to embed what is too long, with the numbers', async () => {
    await using embedder = await startLlamaServer({ embeddings: true, extraArguments: ['-ub', '64'] });
    const provider = connect(embedder, { maxRetries: 2 });
    await expect(provider.embed('words '.repeat(200))).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
      message: expect.stringMatching(/\d{3,4} tokens.*64/),
    });
    const providerOptions = { llamacpp: { embdNormalize: -1 } };
    const [scaled, raw] = [
      await provider.embed('Hi there'),
      await provider.embed({ input: 'Hi there', providerOptions }),
    ].map(({ embeddings: [vector = []] }) => vector.reduce((sum, value) => sum + value * value, 0));
    expect(scaled).toBeCloseTo(1, 4);
    expect(raw).toBeGreaterThan(1.5);
  });

  it('is found under the prefix of its routes', async () => {
    // Its helper asks for /health without the prefix: the first chat waits until it is ready.
    const extraArguments = ['--api-prefix', '/llm'];
    await using prefixed = await startLlamaServer({ extraArguments, waitUntilReady: false });
    const provider = connect(prefixed, { baseUrl: `${prefixed.baseUrl}/llm/v1` });
    expect((await provider.chat({ messages: 'ping', temperature: 0 })).text).toBe('pong');
    expect(await provider.health()).toMatchObject({ reachable: true, hasModel: true });
    expect(await provider.extras.tokenize('ping')).toHaveLength(1);
    const status = await connect(prefixed).health();
    expect(status.error?.message).toContain('--api-prefix');
  });

  it('thinks no longer than it may, and shows its thoughts as text when told so', async () => {
    await using thinker = await startLlamaServer({ model: 'tiny-thinking' });
    const provider = connect(thinker);
    const request = { messages: 'ping', temperature: 0 };
    const short = await provider.chat({
      ...request,
      providerOptions: { llamacpp: { thinkingBudgetTokens: 3 } },
    });
    expect(short).toMatchObject({ reasoning: 'Okay so the', text: 'pong' });
    const plain = await provider.chat({
      ...request,
      providerOptions: { llamacpp: { reasoningFormat: 'none' } },
    });
    expect(plain.text).toMatch(/^<think>Okay.*<\/think>pong$/);
    expect(plain.reasoning).toBeUndefined();
    const off = await provider.chat({ ...request, reasoning: { enabled: false } });
    expect(off).toMatchObject({ text: 'pong' });
    expect(off.reasoning).toBeUndefined();
  });
});

/** Names as llama-server writes them. */
function snakeCase(options: object): Record<string, unknown> {
  const name = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [name(key), value]));
}
