import { everyTwoWaySplit, piecesOf, sampleThreeWaySplits } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { answering, ask, readAll, testCall, testDriver } from './support/driver.js';
import { fixture, fixtures } from './support/fixtures.js';
import { errorOf, testProvider } from './support/provider.js';
import { serveFixture } from './support/serve-bytes.js';

const streams = fixtures('stream-');
const answers = fixtures('answer-');

let pieces: Iterable<Uint8Array> = [];
const driver = testDriver({ fetch: (url, init) => answering(pieces)(url, init) });

function read(cut: Iterable<Uint8Array>): Promise<unknown[]> {
  pieces = cut;
  return readAll(driver.stream(ask('Hi'), testCall()));
}

describe('every documented answer', () => {
  it.each([...streams, ...answers])(
    '%s gives the same events however it is cut',
    async (name) => {
      const bytes = fixture(name);
      const whole = JSON.stringify(await read([bytes]));
      expect(whole).toMatch(/"finish"|"ProviderError"/);
      const differing: string[] = [];
      const compare = async (cut: Uint8Array[]) => {
        if (JSON.stringify(await read(cut)) !== whole)
          differing.push(cut.map(({ length }) => length).join('+'));
      };
      for (const cut of everyTwoWaySplit(bytes)) await compare(cut);
      for (const cut of sampleThreeWaySplits(bytes, 50)) await compare(cut);
      await compare(piecesOf(bytes, 1));
      expect(differing).toEqual([]);
    },
    300_000,
  );
});

describe('a documented stream', () => {
  const replay = async (name: string) => {
    await using server = await serveFixture(name);
    return await testProvider({ baseUrl: server.baseUrl, maxRetries: 0 }).stream('Hi').response;
  };

  it.each([
    ['stream-usage-chunk.sse', 'Hello thére! 👋'],
    ['stream-empty-choices.sse', 'Hello there!'],
  ])('%s ends once, with its usage and what it cost', async (name, text) => {
    const response = await replay(name);
    expect(response).toMatchObject({
      text,
      finishReason: 'stop',
      model: 'openai/gpt-4o',
      usage: {
        inputTokens: 10,
        outputTokens: 4,
        totalTokens: 14,
        cachedInputTokens: 0,
        reasoningTokens: 0,
        cost: { total: 0.00014, currency: 'USD', source: 'provider' },
      },
    });
    expect(response.message.content).toEqual([{ type: 'text', text }]);
  });

  it('that breaks off with an error in it is an error, with what had come', async () => {
    const error = await errorOf(replay('stream-rate-limited.sse'));
    expect(error).toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      retryable: true,
      requestId: 'gen-abc123',
    });
    expect(error.partial?.text).toBe('Once upon');
    expect(error.message).toContain('OpenRouter reported an error: Rate limit exceeded');
    expect(error.message).not.toContain('HTTP');
  });

  it('that is nothing but an error is no success', async () => {
    const error = await errorOf(replay('stream-error-first.sse'));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect(error.partial?.text ?? '').toBe('');
  });

  it('may give the code of its error as a string', async () => {
    const error = await errorOf(replay('stream-server-error.sse'));
    expect(error).toMatchObject({ code: 'BACKEND_ERROR', retryable: true });
    expect(error.message).toContain('Provider disconnected unexpectedly');
    expect(error.partial?.text).toBe('Once upon');
  });

  it('hands over the request as the provider got it', async () => {
    const { text, providerData } = await replay('stream-debug.sse');
    expect(text).toBe('Hi!');
    expect(providerData?.data).toMatchObject({
      provider: 'Anthropic',
      native_finish_reason: 'end_turn',
      debug: { echo_upstream_body: { max_tokens: 64_000 } },
    });
  });
});

describe('a documented whole answer', () => {
  const replay = async (name: string) => {
    await using server = await serveFixture(name);
    return await testProvider({ baseUrl: server.baseUrl, maxRetries: 0 }).chat('Hi');
  };

  it('has text, finish reason, usage and cost', async () => {
    expect(await replay('answer-overview.json')).toMatchObject({
      text: 'Hello there!',
      finishReason: 'stop',
      id: 'gen-xxxxxxxxxxxxxx',
      usage: { inputTokens: 10, outputTokens: 4, cost: { total: 0.00014, source: 'provider' } },
      providerData: { type: 'openrouter', data: { native_finish_reason: 'stop' } },
    });
  });

  it('tells the parts of its cost, cached and reasoning tokens, and who answered', async () => {
    const response = await replay('answer-cost.json');
    expect(response.usage).toMatchObject({
      cachedInputTokens: 3,
      cacheWriteInputTokens: 5,
      reasoningTokens: 2,
      cost: { total: 0.00014, input: 0.0001, output: 0.00004, currency: 'USD', source: 'provider' },
    });
    expect(response.rawFinishReason).toBe('stop');
    expect(response.providerData?.data).toEqual({ provider: 'OpenAI', native_finish_reason: 'completed' });
  });

  it('may be an error for all its status of 200', async () => {
    const error = await errorOf(replay('answer-error.json'));
    expect(error).toMatchObject({ code: 'OVERLOADED', status: 502, retryable: true });
    expect(error.message).toContain('provider: OpenAI; error_type: provider_unavailable');
  });

  it('may have the error in its choice', async () => {
    const error = await errorOf(replay('answer-choice-error.json'));
    expect(error).toMatchObject({ code: 'OVERLOADED', status: 502, retryable: true });
    expect(error.message).toContain('Provider disconnected mid-stream');
  });
});

describe('reasoning', () => {
  const both = async (name: string) => {
    await using stream = await serveFixture(`stream-${name}.sse`);
    await using plain = await serveFixture(`answer-${name}.json`);
    return [
      await testProvider({ baseUrl: stream.baseUrl }).stream('Hi').response,
      await testProvider({ baseUrl: plain.baseUrl }).chat('Hi'),
    ] as const;
  };

  it('gives the same message in a stream and at once, its fragments joined', async () => {
    const [streamed, plain] = await both('reasoning');
    expect(streamed.message).toEqual(plain.message);
    const documented = JSON.parse(new TextDecoder().decode(fixture('answer-reasoning.json')));
    const details = documented.choices[0].message.reasoning_details;
    expect(streamed.message.content).toEqual([
      {
        type: 'reasoning',
        // Details alone have the text here.
        text: details[0].summary + details[1].text,
        providerData: { type: 'openrouter', data: { reasoning_details: details } },
      },
      { type: 'text', text: 'Based on my analysis, I recommend the following approach...' },
    ]);
  });

  it('that cannot be read keeps its place and form, unknown kinds included', async () => {
    const [streamed, plain] = await both('encrypted');
    expect(streamed.message).toEqual(plain.message);
    const documented = JSON.parse(new TextDecoder().decode(fixture('answer-encrypted.json')));
    expect(streamed.message.content).toEqual([
      { type: 'text', text: 'It is 42.' },
      {
        type: 'reasoning',
        text: '',
        providerData: {
          type: 'openrouter',
          data: { reasoning_details: documented.choices[0].message.reasoning_details },
        },
      },
    ]);
  });
});
