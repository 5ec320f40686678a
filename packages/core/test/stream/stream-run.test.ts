import { describe, expect, it, vi } from 'vitest';
import type { CallContext, ChatEvent, ProviderDriver } from '../../src/contract.js';
import {
  errorOf,
  finish,
  hang,
  passing,
  providerOf,
  read,
  scriptedDriver,
  text,
  toolCall,
} from '../support/scripted.js';

describe('a plain call', () => {
  it('collects the stream where the driver has no chat of its own', async () => {
    const driver = scriptedDriver([[text('Hel')], [text('lo'), finish()]]);
    expect((await providerOf(driver).chat('x')).text).toBe('Hello');
  });

  it('uses the driver’s chat where there is one, with the same retries and checks', async () => {
    const answers: (readonly ChatEvent[] | Error)[] = [passing(), [text('Hi'), finish()]];
    const stream = vi.fn<ProviderDriver['stream']>();
    const provider = providerOf({
      stream,
      async chat() {
        const answer = answers.shift() ?? [];
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    const response = await provider.chat('x');
    expect(response.text).toBe('Hi');
    expect(response.attempts).toHaveLength(2);
    expect(stream).not.toHaveBeenCalled();
  });

  it('is an error where the driver’s chat gives no finish', async () => {
    const provider = providerOf({ chat: async () => [text('Hi')] });
    expect(await errorOf(provider.chat('x'))).toMatchObject({
      code: 'STREAM_INTERRUPTED',
      partial: { text: 'Hi' },
    });
  });

  it.each([
    ['no event', 'STREAM_INTERRUPTED', []],
    ['no list', 'BACKEND_ERROR', undefined],
  ])('is an error where the driver’s chat gives %s', async (_, code, given) => {
    const chat = async () => given as never;
    expect(await errorOf(providerOf({ chat }).chat('x'))).toMatchObject({ code, provider: 'scripted' });
  });

  it('takes an answer that the driver’s chat has at once, without a promise', async () => {
    const provider = providerOf({ chat: () => [text('Hi'), finish()] as never });
    expect((await provider.chat('x')).text).toBe('Hi');
  });

  it('keeps the warnings and attempts of its answer as they were, whatever the driver tells later', async () => {
    const contexts: CallContext[] = [];
    const provider = providerOf({
      async chat(_, context) {
        contexts.push(context);
        context.warn({ code: 'in-time', message: 'in time' });
        return [text('Hi'), finish()];
      },
    });
    const response = await provider.chat('x');
    contexts[0]?.warn({ code: 'late', message: 'too late' });
    expect(response.warnings.map(({ code }) => code)).toEqual(['in-time']);
    expect(response.attempts).toHaveLength(1);
    expect((await provider.chat('x')).warnings).toHaveLength(1);
  });

  it('gives an error of the driver its name, and one that is no ProviderError a code', async () => {
    const error = await errorOf(
      providerOf({
        chat: () => {
          throw new TypeError('a bug');
        },
      }).chat('x'),
    );
    expect(error).toMatchObject({ code: 'BACKEND_ERROR', provider: 'scripted', message: 'a bug' });
    expect(error.cause).toBeInstanceOf(TypeError);
  });
});

describe('a driver whose iterator is not as it should be', () => {
  const reading = (next: () => unknown) =>
    providerOf({ stream: () => ({ [Symbol.asyncIterator]: () => ({ next }) }) as never });

  it.each([
    ['gives nothing', async () => undefined],
    ['gives no promise', () => undefined],
    [
      'throws',
      () => {
        throw new TypeError('a bug');
      },
    ],
    ['has no batch', async () => ({ done: false })],
  ])('ends the call in an error: one that %s', async (_, next) => {
    expect(await errorOf(reading(next).chat('x'))).toMatchObject({ code: 'BACKEND_ERROR' });
    expect(await errorOf(reading(next).stream('x').response)).toMatchObject({ code: 'BACKEND_ERROR' });
  });

  it('may answer with what is like a promise, however often it has nothing', async () => {
    let reads = 0;
    const next = () => {
      const value = reads++ < 20_000 ? [] : [text('Hi'), finish()];
      // biome-ignore lint/suspicious/noThenProperty: that is what it is about
      return { then: (told: (read: unknown) => void) => told({ done: false, value }) };
    };
    expect((await reading(next).chat('x')).text).toBe('Hi');
  });
});

describe('the response', () => {
  it('says who answered, under which ids, and what was tried', async () => {
    const driver = scriptedDriver([
      [
        {
          type: 'start',
          id: 'r1',
          requestId: 'theirs',
          headers: { 'x-a': '1' },
          rateLimit: { requests: {} },
        },
      ],
      [text('Hi'), finish()],
    ]);
    const provider = providerOf(driver, {}, { name: 'mine', model: 'm1' });
    expect(await provider.chat('x')).toMatchObject({
      id: 'r1',
      requestId: 'theirs',
      headers: { 'x-a': '1' },
      rateLimit: { requests: {} },
      provider: 'mine',
      model: 'm1',
      attempts: [{ provider: 'mine', model: 'm1' }],
      message: { role: 'assistant', from: { provider: 'mine', type: 'scripted', model: 'm1' } },
    });
    expect((await provider.chat('x', { requestId: 'ours' })).requestId).toBe('ours');
  });

  it('prefers the model that the backend names', async () => {
    const driver = scriptedDriver([[{ type: 'start', model: 'm1-2026' }, text('Hi'), finish()]]);
    expect(await providerOf(driver).chat({ messages: 'x', model: 'm1' })).toMatchObject({
      model: 'm1-2026',
      message: { from: { model: 'm1-2026' } },
    });
  });

  it('is not changed by what a driver does afterwards', async () => {
    const driver = scriptedDriver([[text('Hi'), finish()]]);
    const response = await providerOf(driver).chat('x');
    driver.calls[0]?.warn({ code: 'late', message: 'too late' });
    expect(response.warnings).toEqual([]);
  });
});

describe('after the finish', () => {
  it('the driver is read to its end in the background, so that its connection can be used again', async () => {
    let ended = false;
    const provider = providerOf({
      async *stream() {
        yield [text('Hi'), finish()];
        yield [];
        yield [];
        ended = true;
      },
    });
    expect((await provider.chat('x')).text).toBe('Hi');
    await vi.waitFor(() => expect(ended).toBe(true));
  });

  it('the finish is handed on at once, and a driver that does not end is closed', async () => {
    vi.useFakeTimers();
    try {
      const driver = scriptedDriver([[text('Hi'), finish()], hang]);
      const response = await providerOf(driver).chat('x');
      expect(response.text).toBe('Hi');
      expect(driver.calls[0]?.signal.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(driver.calls[0]?.signal.aborted).toBe(true);
      expect(driver.left).toBe(1);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('a driver that goes on without ever waiting is closed, and holds nothing else up', async () => {
    let left = false;
    let reads = 0;
    const provider = providerOf({
      async *stream() {
        try {
          yield [text('Hi'), finish()];
          // Would it never end, no test could tell.
          while (reads < 100_000) {
            reads++;
            yield [];
          }
        } finally {
          left = true;
        }
      },
    });
    expect((await provider.chat('x')).text).toBe('Hi');
    await new Promise((resolve) => setTimeout(resolve));
    expect(left).toBe(true);
    expect(reads).toBeLessThan(100_000);
  });

  it('an error of the driver does not matter', async () => {
    const driver = scriptedDriver([[text('Hi'), finish()], new Error('late')]);
    const { items, error } = await read(providerOf(driver).stream('x'));
    expect(items.at(-1)?.type).toBe('finish');
    expect(error).toBeUndefined();
  });
});

describe('an attempt that fails', () => {
  it('closes the driver’s iterator before the next one', async () => {
    const left: number[] = [];
    let attempt = 0;
    const provider = providerOf({
      async *stream() {
        const number = ++attempt;
        try {
          if (number === 1) throw passing();
          yield [text('Hi'), finish()];
        } finally {
          left.push(number);
        }
      },
    });
    expect((await provider.chat('x')).text).toBe('Hi');
    await vi.waitFor(() => expect(left).toEqual([1, 2]));
  });

  it('does not wait for a driver that ignores its signal', async () => {
    const controller = new AbortController();
    const provider = providerOf({
      stream: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }),
    });
    const pending = errorOf(provider.chat('x', { signal: controller.signal }));
    controller.abort();
    expect(await pending).toMatchObject({ code: 'ABORTED' });
  });

  it('is one error even where the driver throws in its clean-up', async () => {
    const provider = providerOf({
      stream: () => ({
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            throw new Error('first');
          },
          return: () => {
            throw new Error('second');
          },
        }),
      }),
    });
    expect(await errorOf(provider.chat('x'))).toMatchObject({ message: 'first' });
  });

  it('of a wholly wrong kind of batch is an error, not a hang', async () => {
    const provider = providerOf({
      async *stream() {
        yield undefined as never;
      },
    });
    expect(await errorOf(provider.chat('x'))).toMatchObject({ code: 'BACKEND_ERROR' });
  });
});

describe('asynchronous schemas', () => {
  const slow = (answer: object) => ({
    '~standard': {
      version: 1 as const,
      vendor: 'slow',
      validate: async (value: unknown) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return { value: { ...(value as object), ...answer } };
      },
    },
  });
  const jsonSchema = { type: 'object' };

  it('are done before the event of the call is handed on', async () => {
    const driver = scriptedDriver([[...toolCall(0, 'c1', 'add', '{"a":1}'), finish()]]);
    const stream = providerOf(driver).stream({
      messages: 'x',
      tools: [{ name: 'add', parameters: { schema: slow({ checked: true }), jsonSchema } }],
    });
    const { items } = await read(stream);
    expect(items.find(({ type }) => type === 'tool-call')).toMatchObject({
      arguments: { a: 1, checked: true },
    });
    expect((await stream.response).toolCalls).toMatchObject([{ arguments: { a: 1, checked: true } }]);
  });

  it('are done before the response of a JSON answer', async () => {
    const driver = scriptedDriver([[text('{"a":1}'), finish()]]);
    const response = await providerOf(driver).chat({
      messages: 'x',
      responseFormat: { type: 'json', schema: { schema: slow({ checked: true }), jsonSchema } },
    });
    expect(response.output).toEqual({ a: 1, checked: true });
  });

  it('do not hold an abort up', async () => {
    const controller = new AbortController();
    const never = {
      '~standard': { version: 1 as const, vendor: 'never', validate: () => new Promise<never>(() => {}) },
    };
    const driver = scriptedDriver([[...toolCall(0, 'c1', 'add', '{}'), finish()]]);
    const pending = errorOf(
      providerOf(driver).chat(
        { messages: 'x', tools: [{ name: 'add', parameters: { schema: never, jsonSchema } }] },
        { signal: controller.signal },
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    expect(await pending).toMatchObject({ code: 'ABORTED' });
  });
});

describe('a driver that is no generator', () => {
  it('may fail in next() itself, which is tried again like any failure', async () => {
    let exchanges = 0;
    const provider = providerOf({
      stream: () => {
        const batches = [[text('Hi'), finish()]];
        const isFirst = exchanges++ === 0;
        return {
          [Symbol.asyncIterator]: () => ({
            next() {
              if (isFirst) throw passing();
              const value = batches.shift();
              return Promise.resolve(value ? { done: false, value } : { done: true, value: undefined });
            },
          }),
        };
      },
    });
    const { items } = await read(provider.stream('x').text);
    expect(items).toEqual(['Hi']);
    expect(exchanges).toBe(2);
  });

  it('is not heard any more once its attempt has failed', async () => {
    const late: ((read: IteratorResult<readonly ChatEvent[]>) => void)[] = [];
    const answers = [[text('second')], [finish()]];
    let exchanges = 0;
    const provider = providerOf({
      stream: (_request, call) => {
        const isFirst = exchanges++ === 0;
        return {
          [Symbol.asyncIterator]: () => ({
            async next() {
              if (!isFirst) return { done: false, value: answers.shift() ?? [] };
              call.onConnecting?.();
              return new Promise((resolve) => late.push(resolve));
            },
          }),
        };
      },
    });
    const stream = provider.stream('x', { connectTimeout: 1, maxRetries: 1 });
    const events = stream[Symbol.asyncIterator]();
    const first = await events.next();
    for (const tell of late) tell({ done: false, value: [text('first')] });
    expect(first.value).toMatchObject({ type: 'start' });
    const { text: whole, attempts } = await (async () => {
      while (!(await events.next()).done);
      return stream.response;
    })();
    expect(whole).toBe('second');
    expect(attempts.map(({ code }) => code)).toEqual(['TIMEOUT', undefined]);
  });
});
