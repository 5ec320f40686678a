import { createProviderFromDefinition, ProviderError } from '@modelport/core';
import { httpError } from '@modelport/provider-utils';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import { errorAnswer } from '../src/flavour-errors.js';
import { createMockDriver } from '../src/mock-driver.js';
import type { MockAnswer } from '../src/mock-reply.js';
import { createMockScript } from '../src/mock-script.js';
import { callOf, eventsOf, play, requestOf, textOf } from './play.js';

describe('an answer', () => {
  it('is told as start, reasoning, text, calls, sources, usage and finish, each kind in a part of its own', async () => {
    const { events } = await play({
      replies: [
        {
          sources: [{ url: 'https://example.com/', title: 'Example' }],
          toolCalls: [{ name: 'get_weather', arguments: { city: 'Paris' } }, { name: 'get_time' }],
          text: 'Let me see.',
          reasoning: 'Which city?',
        },
      ],
    });
    expect(events.map((event) => ('part' in event ? `${event.type} ${event.part}` : event.type))).toEqual([
      'start',
      'reasoning-delta 0',
      'reasoning-delta 0',
      'text-delta 1',
      'text-delta 1',
      'text-delta 1',
      'tool-call-start 2',
      'tool-call-delta 2',
      'tool-call-start 3',
      'tool-call-delta 3',
      'source',
      'usage',
      'finish',
    ]);
    expect(events.at(-1)).toMatchObject({ finishReason: 'tool-calls' });
  });

  it('comes in words, or in pieces of chunkSize that never split a character', async () => {
    const words = await play({ replies: ['Ein 日本 😀 text\n\nend'] });
    const pieces = await play({ replies: ['日本😀😀x'], chunkSize: 2 });
    const deltas = ({ events }: typeof words) =>
      events.flatMap((event) => (event.type === 'text-delta' ? event.text : []));
    expect(deltas(words)).toEqual(['Ein ', '日本 ', '😀 ', 'text\n\n', 'end']);
    expect(deltas(pieces)).toEqual(['日本', '😀😀', 'x']);
  });

  it('counts words as tokens, and takes what the script says in their place', async () => {
    const counted = await play(
      { replies: [{ reasoning: 'one two', text: 'three' }] },
      requestOf('four words are here'),
    );
    const given = await play({ replies: [{ text: 'x', usage: { outputTokens: 7 } }] });
    const usageOf = ({ events }: typeof counted) => events.find((event) => event.type === 'usage')?.usage;
    expect(usageOf(counted)).toEqual({ inputTokens: 4, outputTokens: 3, totalTokens: 7, reasoningTokens: 2 });
    expect(usageOf(given)).toEqual({ outputTokens: 7 });
  });

  it('may be empty, and may end for any reason', async () => {
    const empty = await play({ replies: [{}] });
    const cut = await play({ replies: [{ text: 'cut', finishReason: 'length' }] });
    expect(empty.events.map(({ type }) => type)).toEqual(['start', 'usage', 'finish']);
    expect(cut.events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'length' });
  });

  it('names the model asked for, unless the script names another', async () => {
    const driver = createMockDriver({ replies: ['a', { text: 'b', model: 'other' }], model: 'default' });
    const asked = await eventsOf(driver, requestOf('x', { model: 'asked' }));
    const scripted = await eventsOf(driver);
    expect(asked.events[0]).toMatchObject({ type: 'start', model: 'asked' });
    expect(scripted.events[0]).toMatchObject({ type: 'start', model: 'other' });
  });

  it('does not mix with another that runs at the same time', async () => {
    const driver = createMockDriver({
      replies: ({ messages }) => JSON.stringify(messages),
      deltaMs: 1,
      chunkSize: 9,
    });
    const answers = await Promise.all(['left', 'right'].map((text) => eventsOf(driver, requestOf(text))));
    expect(answers.map(({ events }) => textOf(events))).toEqual([
      expect.stringContaining('left'),
      expect.stringContaining('right'),
    ]);
  });
});

describe('a failure', () => {
  it('comes before anything is told where the reply is an error alone', async () => {
    const { events, error } = await play({
      replies: [{ error: { code: 'RATE_LIMITED', retryAfterMs: 10, status: 429 } }],
    });
    expect(events).toEqual([]);
    expect(ProviderError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 10, status: 429, retryable: true });
  });

  it('comes after the text where there is some, without a finish', async () => {
    const { events, error } = await play({ replies: [{ text: 'Half an', error: 'STREAM_INTERRUPTED' }] });
    expect(events.map(({ type }) => type)).toEqual(['start', 'text-delta', 'text-delta']);
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
  });

  it('is a stall that lasts until the caller aborts', async () => {
    const leave = new AbortController();
    const driver = createMockDriver({ replies: [{ text: 'Half', stall: true }] });
    const types: string[] = [];
    const run = async () => {
      for await (const [event] of driver.stream(requestOf('x'), callOf(leave.signal))) {
        types.push(event?.type ?? '');
        if (event?.type === 'text-delta') setTimeout(() => leave.abort(new Error('enough')), 5);
      }
    };
    await expect(run()).rejects.toThrow('enough');
    expect(types).toEqual(['start', 'text-delta']);
  });
});

describe('time', () => {
  it('passes before the answer and before each delta', async () => {
    const started = performance.now();
    await play({ replies: ['one two three'], latencyMs: 30, deltaMs: 10 });
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  it('is set by a reply for itself', async () => {
    const started = performance.now();
    await play({ replies: [{ text: 'now', delayMs: 0 }], latencyMs: 60_000 });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('ends at once with the caller', async () => {
    const leave = new AbortController();
    const driver = createMockDriver({ latencyMs: 60_000 });
    setTimeout(() => leave.abort(new Error('left')), 5);
    const reading = driver.stream(requestOf('x'), callOf(leave.signal))[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toThrow('left');
  });
});

describe('models', () => {
  it('are those of the options; any other is not found', async () => {
    const driver = createMockDriver({ models: ['small', 'large'] });
    const models = await driver.listModels?.(callOf());
    const { error } = await eventsOf(driver, requestOf('x', { model: 'huge' }));
    expect(models?.map(({ id }) => id)).toEqual(['small', 'large']);
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND', candidates: ['small', 'large'] });
  });

  it('are one, and any name is taken, where the options give none', async () => {
    const driver = createMockDriver({});
    const { events } = await eventsOf(driver, requestOf('ping', { model: 'anything' }));
    expect(await driver.listModels?.(callOf())).toHaveLength(1);
    expect(textOf(events)).toBe('pong');
  });

  it('count the tokens of a request as the usage of its answer does', async () => {
    const driver = createMockDriver({});
    const request = requestOf('how many words are these');
    const { events } = await eventsOf(driver, request);
    const count = await driver.countTokens?.(request, callOf());
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'usage', usage: expect.objectContaining({ inputTokens: count }) }),
    );
  });
});

describe('embeddings', () => {
  it('are the same for the same text, near for a similar one, and as long as asked for', async () => {
    const driver = createMockDriver({});
    const embed = async (...input: string[]) =>
      (await driver.embed?.({ input, dimensions: 64 }, callOf()))?.embeddings ?? [];
    const [cat, again, kitten, tax] = await embed(
      'the cat sat down',
      'the cat sat down',
      'the cat lay down',
      'income tax form',
    );
    const near = (a: readonly number[] = [], b: readonly number[] = []) =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
    expect(cat).toHaveLength(64);
    expect(cat).toEqual(again);
    expect(near(cat, cat)).toBeCloseTo(1);
    expect(near(cat, kitten)).toBeGreaterThan(near(cat, tax));
  });
});

describe('a flavour', () => {
  it.each([
    ['openai', /^chatcmpl-\w{29}$/, /^call_\w{24}$/],
    ['vllm', /^chatcmpl-\w{32}$/, /^chatcmpl-tool-\w{32}$/],
  ] as const)('%s has its ids, finish words and raw usage', async (flavour, responseId, callId) => {
    const { events } = await play({ flavour, replies: [{ toolCalls: [{ name: 'a' }, { name: 'b' }] }] });
    const ids = events.flatMap((event) => (event.type === 'tool-call-start' ? event.id : []));
    expect(events[0]).toMatchObject({ type: 'start', id: expect.stringMatching(responseId) });
    expect(ids).toEqual([expect.stringMatching(callId), expect.stringMatching(callId)]);
    expect(new Set(ids).size).toBe(2);
    expect(events.at(-1)).toMatchObject({ rawFinishReason: 'tool_calls' });
    expect(events.at(-2)).toMatchObject({ usage: { raw: { prompt_tokens: 1, completion_tokens: 4 } } });
  });
});

describe('an error of a flavour', () => {
  const failing = (flavour: 'openai' | 'vllm', error: MockAnswer['error'], text?: string) => {
    const provider = createProviderFromDefinition(definition, {
      flavour,
      replies: [{ text, error }],
      maxRetries: 0,
    });
    return provider.stream('Hi').response.catch((reason: unknown) => reason as ProviderError);
  };
  const codes = [
    'REQUEST_INVALID',
    'AUTH_FAILED',
    'MODEL_NOT_FOUND',
    'CONTEXT_LENGTH_EXCEEDED',
    'BACKEND_ERROR',
    'OVERLOADED',
  ] as const;
  const billed = ['PERMISSION_DENIED', 'RATE_LIMITED', 'INSUFFICIENT_FUNDS', 'CONTENT_FILTERED'] as const;

  it.each([...codes, ...billed])(
    "%s is read from OpenAI's body, with its status and request id",
    async (code) => {
      const error = await failing('openai', code);
      expect(error).toMatchObject({
        code,
        status: expect.any(Number),
        requestId: expect.stringMatching(/^req_\w{32}$/),
        message: expect.stringMatching(/^OpenAI answered HTTP \d{3}: /),
      });
    },
  );

  it.each(codes)("%s is read from vLLM's body, with its status", async (code) => {
    const error = await failing('vllm', code);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/^vLLM answered HTTP \d{3}: /) });
    expect(error).not.toHaveProperty('requestId');
  });

  it.each([...codes, ...billed])('%s has a body that says so by itself', (code) => {
    const flavours = billed.includes(code as never) ? (['openai'] as const) : (['openai', 'vllm'] as const);
    for (const flavour of flavours) {
      expect(httpError(errorAnswer(flavour, { code }) ?? {}).code).toBe(code);
    }
  });

  it('has no status inside a stream, and keeps what was said before', async () => {
    const error = await failing('vllm', 'BACKEND_ERROR', 'Half an');
    expect(error).toMatchObject({ code: 'BACKEND_ERROR', partial: { text: 'Half an' } });
    expect((error as ProviderError).message).toMatch(/^vLLM reported an error: /);
  });

  it('says what the script says, where it says it', async () => {
    const said = {
      code: 'RATE_LIMITED',
      message: 'Slow down, please.',
      retryAfterMs: 7,
      retryable: false,
    } as const;
    const error = await failing('openai', said);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 7, retryable: false, status: 429 });
    expect((error as ProviderError).message).toContain('Slow down, please.');
  });

  it('is none for a connection that fails', async () => {
    const error = await failing('openai', 'BACKEND_UNREACHABLE');
    expect(error).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
    expect(error).not.toHaveProperty('status');
  });
});

describe('options', () => {
  it('take replies or a script, not both', () => {
    const both = () => createMockDriver({ script: createMockScript(['a']), replies: ['b'] });
    expect(both).toThrow(expect.objectContaining({ code: 'SETTING_INVALID', setting: 'script' }));
  });
});
