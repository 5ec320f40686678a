import {
  type CommonOptions,
  type ObserveEvent,
  type Provider,
  ProviderError,
  toolResult,
} from '@modelport/core';
import { type LlamaServer, reserveRefusedPort, startLlamaServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';

/** Where to connect to. */
type Address = Pick<LlamaServer, 'baseUrl' | 'openAIBaseUrl'>;

/** Options that all ways of connecting take. */
type ConnectOptions = Pick<CommonOptions, 'apiKey' | 'maxRetries' | 'observe'>;

/** Makes the provider under test. */
export type Connect = (server: Address, options?: ConnectOptions) => Provider<object>;

/** A real server on a busy machine may take its time. */
const patient = { timeout: 60_000 };
const slowly = { timeout: 30_000 };

const weather = {
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city', 'days'],
    additionalProperties: false,
  },
} as const;

/** An answer without an end, on a server with `--context-shift`. */
const endless = { messages: 'count', temperature: 0, extraBody: { ignore_eos: true } } as const;
const withoutEnd = ['--context-shift'];
const answerToAnything = 'Hello! I am a tiny model inside a real server, and this is all that I can say.';
const numbersTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1).join(' ');

/** What every provider must do with a real llama-server, whatever it is connected by. */
export function testOnRealServer(connect: Connect): void {
  describe('answers', patient, () => testAnswers(connect));
  describe('refuses', patient, () => testRefusals(connect));
  describe('lives with other requests', patient, () => testConcurrency(connect));
  describe('ends early', patient, () => testEnds(connect));
}

function testAnswers(connect: Connect): void {
  it('plainly and as a stream, with the same text, usage and finish reason', async () => {
    await using server = await startLlamaServer();
    const provider = connect(server);
    const request = { messages: 'Hi there', temperature: 0 };
    const whole = await provider.chat(request);
    let text = '';
    const stream = provider.stream(request);
    for await (const piece of stream.text) text += piece;
    const streamed = await stream.response;
    expect(whole.text).toBe(answerToAnything);
    expect(text).toBe(answerToAnything);
    expect(streamed).toMatchObject({ text, finishReason: 'stop', model: server.model });
    const { inputTokens, outputTokens, totalTokens } = whole.usage;
    expect([inputTokens, outputTokens, totalTokens]).toEqual([13, 20, 33]);
    expect(streamed.usage).toMatchObject({ inputTokens, outputTokens, totalTokens });
    expect((await provider.chat({ ...request, maxTokens: 3 })).finishReason).toBe('length');
    expect((await provider.chat({ ...request, messages: 'unicode' })).text).toBe('Café naïve – 日 · 😀 done');
  });

  it('with a tool call, and to its result', async () => {
    await using server = await startLlamaServer();
    const provider = connect(server);
    const question = { role: 'user' as const, content: 'What is the weather?' };
    const request = { messages: [question], tools: [weather], parallelToolCalls: false, temperature: 0 };
    const first = await provider.stream(request).response;
    expect(first.finishReason).toBe('tool-calls');
    expect(first.toolCalls).toMatchObject([{ name: 'get_weather', arguments: { city: 'Paris', days: 4 } }]);
    const [call] = first.toolCalls;
    if (call === undefined) throw new Error('No call came.');
    const messages = [question, first.message, toolResult(call, { degrees: 21 })];
    const second = await provider.chat({ ...request, messages });
    expect(second.text).toBe('The tool has answered; thank you');
    expect(second.warnings).toEqual([]);
  });

  it('with JSON that follows a schema', async () => {
    await using server = await startLlamaServer();
    const responseFormat = { type: 'json' as const, schema: weather.parameters };
    const { output } = await connect(server).chat({ messages: 'Hi there', responseFormat, temperature: 0 });
    expect(output).toEqual({ city: 'Paris', days: 4 });
  });

  it('with its thoughts apart from the text, and without any when told so', async () => {
    await using server = await startLlamaServer({ model: 'tiny-thinking' });
    const provider = connect(server);
    const request = { messages: 'ping', temperature: 0 };
    const thought = await provider.stream(request).response;
    expect(thought).toMatchObject({ reasoning: 'Okay so the user wants an answer now', text: 'pong' });
    const quick = await provider.stream({ ...request, reasoning: { effort: 'none' } }).response;
    expect(quick.text).toBe('pong');
    expect(quick.reasoning).toBeUndefined();
  });

  it('with embeddings, in the order of the texts', async () => {
    await using server = await startLlamaServer({ embeddings: true });
    const provider = connect(server);
    const { embeddings, usage } = await provider.embed(['Hi there', 'ping', 'Hi there']);
    expect(embeddings).toHaveLength(3);
    expect(embeddings[0]).toEqual(embeddings[2]);
    expect(embeddings[0]).not.toEqual(embeddings[1]);
    expect(usage.inputTokens).toBeGreaterThan(0);
  });

  it('which models it has and how it is', async () => {
    await using server = await startLlamaServer({ contextSize: 512 });
    const provider = connect(server);
    expect(await provider.models()).toMatchObject([
      { id: server.model, contextLength: 8192, effectiveContextLength: 512 },
    ]);
    const health = { configured: true, reachable: true, hasModel: true, modelId: server.model };
    expect(await provider.health()).toMatchObject(health);
  });

  it('once it has loaded its model, and says meanwhile that it waits', async () => {
    await using server = await startLlamaServer({ model: 'tiny-wide', waitUntilReady: false });
    const seen: ObserveEvent[] = [];
    const provider = connect(server, { maxRetries: 0, observe: (event) => void seen.push(event) });
    const { text } = await provider.stream({ messages: 'ping', temperature: 0 }).response;
    expect(text).toBe('pong');
    const waits = seen.filter((event) => event.type === 'loading');
    expect(waits[0]?.error).toMatchObject({ code: 'MODEL_LOADING', status: 503 });
  });
}

function testRefusals(connect: Connect): void {
  it('a prompt that is too long, with the numbers', async () => {
    await using server = await startLlamaServer({ contextSize: 256 });
    const failed = connect(server).stream('words '.repeat(400)).response;
    await expect(failed).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
      retryable: false,
      message: expect.stringMatching(/20\d\d tokens.*256/),
    });
  });

  it('a wrong key, and takes the right one', async () => {
    await using server = await startLlamaServer({ apiKey: 'sk-right-key' });
    const wrong = connect(server, { apiKey: 'sk-wrong-key' });
    const error = await wrong.chat('ping').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'AUTH_FAILED', status: 401 });
    expect(JSON.stringify(error)).not.toContain('sk-wrong-key');
    expect(await wrong.health()).toMatchObject({ configured: false, reachable: true });
    const right = connect(server, { apiKey: 'sk-right-key' });
    expect((await right.chat({ messages: 'ping', temperature: 0 })).text).toBe('pong');
    expect(await right.health()).toMatchObject({ configured: true, hasModel: true });
  });

  it('nothing where no server listens: that is unreachable', async () => {
    await using port = await reserveRefusedPort();
    const address = { baseUrl: port.baseUrl, openAIBaseUrl: `${port.baseUrl}/v1` };
    const provider = connect(address, { maxRetries: 0 });
    const failed = provider.stream('ping').response;
    await expect(failed).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE', retryable: true });
    expect(await provider.health()).toMatchObject({
      configured: true,
      reachable: false,
      error: { code: 'BACKEND_UNREACHABLE' },
    });
  });
}

function testConcurrency(connect: Connect): void {
  it('four streams at once do not mix', async () => {
    await using server = await startLlamaServer({ parallel: 4 });
    const provider = connect(server);
    const expected = {
      count: numbersTo(100),
      ping: 'pong',
      'Hi there': answerToAnything,
      'count ': numbersTo(100),
    };
    const streams = Object.keys(expected).map(
      (messages) => provider.stream({ messages, temperature: 0 }).text,
    );
    const readers = streams.map((stream) => stream[Symbol.asyncIterator]());
    const texts = ['', '', '', ''];
    // One piece of each in turn, so that all four are open at once.
    for (let open = readers.length; open > 0; ) {
      const pieces = await Promise.all(readers.map((reader) => reader.next()));
      pieces.forEach(({ value }, index) => {
        texts[index] += value ?? '';
      });
      open = pieces.filter(({ done }) => !done).length;
    }
    expect(texts).toEqual(Object.values(expected));
  });

  it('eight requests share four slots: four of them wait for their turn', async () => {
    // Requests that wait hold a thread each: more are needed, so that the server can still be asked for its counters.
    const extraArguments = [...withoutEnd, '--metrics', '--threads-http', '16'];
    await using server = await startLlamaServer({ parallel: 4, extraArguments });
    const provider = connect(server);
    const busy = Array.from({ length: 4 }, () => provider.stream(endless).text[Symbol.asyncIterator]());
    await Promise.all(busy.map((reader) => reader.next()));
    let answered = 0;
    const waiting = Array.from({ length: 4 }, async () => {
      const { text } = await provider.stream({ messages: 'ping', temperature: 0 }).response;
      answered++;
      return text;
    });
    await expect.poll(() => countDeferred(server), slowly).toBe(4);
    expect((await server.slots()).map((slot) => slot.is_processing)).toEqual([true, true, true, true]);
    expect(answered).toBe(0);
    await Promise.all(busy.map((reader) => reader.return?.()));
    expect(await Promise.all(waiting)).toEqual(['pong', 'pong', 'pong', 'pong']);
  });

  it('a request that waits for a slot can be given up, and takes no slot later', async () => {
    const extraArguments = [...withoutEnd, '--metrics'];
    await using server = await startLlamaServer({ extraArguments });
    const provider = connect(server);
    const busy = provider.stream(endless).text[Symbol.asyncIterator]();
    await busy.next();
    const controller = new AbortController();
    const waiting = provider.stream(endless, { signal: controller.signal }).response;
    const outcome = waiting.catch((reason: unknown) => reason);
    await expect.poll(() => countDeferred(server), slowly).toBe(1);
    controller.abort();
    expect(await outcome).toMatchObject({ code: 'ABORTED' });
    await busy.return?.();
    await server.waitUntilIdle();
  });
}

/** How many requests wait for a slot, by a server with `--metrics`. */
async function countDeferred({ baseUrl }: Address): Promise<number> {
  const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
  return Number(/^llamacpp:requests_deferred (\d+)/m.exec(metrics)?.[1]);
}

function testEnds(connect: Connect): void {
  it('by abort: the slot is free at once, and what had come is in the error', async () => {
    await using server = await startLlamaServer({ extraArguments: withoutEnd });
    const controller = new AbortController();
    const stream = connect(server).stream(endless, { signal: controller.signal });
    const error = await readUntil(stream.text, () => controller.abort());
    expect(error).toMatchObject({ code: 'ABORTED', name: 'AbortError' });
    expect(error.partial?.text).toMatch(/^1 2/);
    await server.waitUntilIdle();
  });

  it('by leaving the loop: the slot is free at once', async () => {
    await using server = await startLlamaServer({ extraArguments: withoutEnd });
    const stream = connect(server).stream(endless);
    for await (const event of stream) {
      if (event.type !== 'text-delta') continue;
      expect((await server.slots()).map((slot) => slot.is_processing)).toEqual([true]);
      break;
    }
    await server.waitUntilIdle();
    await expect(stream.response).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('by the death of the server: what had come is in the error', async () => {
    await using server = await startLlamaServer({ extraArguments: withoutEnd });
    const stream = connect(server).stream(endless);
    const error = await readUntil(stream.text, () => server.kill());
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', retryable: true });
    expect(error.partial?.text).toMatch(/^1 2/);
    expect(error.attempts).toHaveLength(1);
  });
}

/** Reads some pieces of an answer, then lets it fail. */
async function readUntil(text: AsyncIterable<string>, fail: () => unknown): Promise<ProviderError> {
  let pieces = 0;
  try {
    for await (const _ of text) if (++pieces === 5) await fail();
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('The answer came to an end.');
}
