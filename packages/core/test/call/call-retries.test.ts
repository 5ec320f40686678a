import { describe, expect, it, vi } from 'vitest';
import type { ChatEvent } from '../../src/contract.js';
import { ProviderError, type ProviderErrorDetails } from '../../src/errors.js';
import { eventually, useFakeTime } from '../support/fake-time.js';
import {
  errorOf,
  finish,
  passing,
  providerOf,
  read,
  reasoning,
  scriptedDriver,
  text,
  toolCall,
} from '../support/scripted.js';

const answer = [text('Hello'), finish()];

const error = (code: string, details: Partial<ProviderErrorDetails> = {}): ProviderError =>
  new ProviderError({ code, message: `${code}.`, ...details });

useFakeTime();

describe('the attempts of a call', () => {
  it('are three at most: two retries by default', async () => {
    const driver = scriptedDriver([passing('busy')]);
    const failure = await errorOf(eventually(providerOf(driver).chat('x')));
    expect(driver.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(failure).toMatchObject({ code: 'OVERLOADED', message: 'busy' });
  });

  it.each([0, 1, 5])(
    'are as many as maxRetries %s allows, in the call or in the provider',
    async (maxRetries) => {
      for (const [options, given] of [
        [{}, { maxRetries }],
        [{ maxRetries }, {}],
        [{ maxRetries: 9 }, { maxRetries }],
      ]) {
        const driver = scriptedDriver([passing()]);
        await errorOf(eventually(providerOf(driver, {}, options).stream('x', given).response));
        expect(driver.calls).toHaveLength(maxRetries + 1);
      }
    },
  );

  it('end with the first that goes well', async () => {
    const driver = scriptedDriver([passing()], [passing()], [answer]);
    expect((await eventually(providerOf(driver).chat('x'))).text).toBe('Hello');
  });

  it('are each an exchange of their own: what the failed ones brought is forgotten', async () => {
    const start: ChatEvent = { type: 'start', id: 'first', model: 'one' };
    const driver = scriptedDriver([[start], passing()], [[{ type: 'start', id: 'second' }], answer]);
    const { items } = await eventually(read(providerOf(driver).stream('x')));
    expect(items.filter(({ type }) => type === 'start')).toEqual([{ type: 'start', id: 'second' }]);
  });

  it('are listed in the response, the failed ones with their reason', async () => {
    const failing = error('RATE_LIMITED', { status: 429, retryAfterMs: 5 });
    const driver = scriptedDriver([failing], [answer]);
    const { attempts } = await eventually(providerOf(driver, {}, { model: 'small' }).chat('x'));
    expect(attempts).toEqual([
      {
        provider: 'scripted',
        model: 'small',
        durationMs: expect.any(Number),
        code: 'RATE_LIMITED',
        status: 429,
        reason: 'RATE_LIMITED.',
      },
      { provider: 'scripted', model: 'small', durationMs: expect.any(Number) },
    ]);
  });

  it('are listed in the error too', async () => {
    const driver = scriptedDriver([passing('one')], [passing('two')], [error('AUTH_FAILED')]);
    const { attempts } = await errorOf(eventually(providerOf(driver).chat('x')));
    expect(attempts?.map(({ reason }) => reason)).toEqual(['one', 'two', 'AUTH_FAILED.']);
  });

  it('are made of other calls as well', async () => {
    let count = 0;
    const once = async () => {
      if (++count === 1) throw passing();
      return { embeddings: [[1]] };
    };
    expect((await eventually(providerOf({ embed: once }).embed('x'))).embeddings).toEqual([[1]]);
    expect(count).toBe(2);
  });

  it('are counted anew for each request of one embed call', async () => {
    let count = 0;
    const everyOther = async () => {
      if (++count % 2 === 1) throw passing();
      return { embeddings: [[count]] };
    };
    const provider = providerOf({ embed: everyOther }, { embedBatchLimit: 1 });
    const { embeddings } = await eventually(provider.embed(['a', 'b', 'c'], { maxRetries: 1 }));
    expect(embeddings).toHaveLength(3);
  });

  it.each(['models', 'health'] as const)('are not repeated for %s', async (operation) => {
    const listModels = vi.fn(async () => {
      throw passing();
    });
    const provider = providerOf({ listModels }, {}, { maxRetries: 5 });
    await eventually<unknown>(provider[operation]().catch(() => undefined));
    expect(listModels).toHaveBeenCalledTimes(1);
  });

  it('are repeated for models where the call itself asks for it', async () => {
    const listModels = vi.fn(async () => {
      throw passing();
    });
    await errorOf(eventually(providerOf({ listModels }).models({ maxRetries: 1 })));
    expect(listModels).toHaveBeenCalledTimes(2);
  });
});

describe('an error', () => {
  it.each(['RATE_LIMITED', 'OVERLOADED', 'BACKEND_ERROR', 'BACKEND_UNREACHABLE', 'STREAM_INTERRUPTED'])(
    'of the code %s is retried',
    async (code) => {
      const driver = scriptedDriver([error(code)], [answer]);
      expect((await eventually(providerOf(driver).chat('x'))).text).toBe('Hello');
    },
  );

  it.each([
    'AUTH_FAILED',
    'PERMISSION_DENIED',
    'INSUFFICIENT_FUNDS',
    'MODEL_NOT_FOUND',
    'CONTEXT_LENGTH_EXCEEDED',
    'CONTENT_FILTERED',
    'REQUEST_INVALID',
    'NOT_SUPPORTED',
    'RESPONSE_INVALID',
    'TIMEOUT',
    'SOME_CODE',
  ])('of the code %s is not retried', async (code) => {
    const driver = scriptedDriver([error(code)], [answer]);
    expect((await errorOf(eventually(providerOf(driver).chat('x')))).code).toBe(code);
    expect(driver.calls).toHaveLength(1);
  });

  it('is retried or not as it says itself, whatever its code', async () => {
    const once = scriptedDriver([error('OVERLOADED', { retryable: false })], [answer]);
    await errorOf(eventually(providerOf(once).chat('x')));
    expect(once.calls).toHaveLength(1);
    const twice = scriptedDriver([error('SOME_CODE', { retryable: true })], [answer]);
    expect((await eventually(providerOf(twice).chat('x'))).text).toBe('Hello');
  });

  it('that a driver did not mean to throw is not retried', async () => {
    const driver = scriptedDriver([new TypeError('x is undefined')], [answer]);
    const failure = await errorOf(eventually(providerOf(driver).chat('x')));
    expect(failure).toMatchObject({ code: 'BACKEND_ERROR', message: 'x is undefined', provider: 'scripted' });
    expect(driver.calls).toHaveLength(1);
  });

  it('of a driver that fails before it gives a stream is treated like any other', async () => {
    const stream = vi.fn(() => {
      throw passing('at once');
    });
    expect((await errorOf(eventually(providerOf({ stream }).chat('x')))).message).toBe('at once');
    expect(stream).toHaveBeenCalledTimes(3);
  });

  it.each<[string, ChatEvent[]]>([
    ['text', [text('a')]],
    ['reasoning', [reasoning('a')]],
    ['a tool call', toolCall(0, 'call_1', 'add', '{')],
  ])('after %s is not retried, and holds the answer so far', async (_, events) => {
    const driver = scriptedDriver([events, passing()], [answer]);
    const { items, error: failure } = await eventually(read(providerOf(driver).stream('x')));
    expect(driver.calls).toHaveLength(1);
    expect(failure?.code).toBe('OVERLOADED');
    expect(failure?.partial?.message.content).toHaveLength(1);
    expect(items.map(({ type }) => type)).toEqual(['start', ...events.map(({ type }) => type)]);
  });

  it.each<[string, ChatEvent[]]>([
    ['a start', [{ type: 'start', id: 'one' }]],
    ['progress', [{ type: 'progress', processedTokens: 1, totalTokens: 2 }]],
    ['an empty text', [text('')]],
  ])('after %s is retried, for nothing of the answer was there', async (_, events) => {
    const driver = scriptedDriver([events, passing()], [answer]);
    const { items, error: failure } = await eventually(read(providerOf(driver).stream('x')));
    expect(failure).toBeUndefined();
    expect(items.filter(({ type }) => type === 'text-delta')).toEqual([text('Hello')]);
  });
});

it('lets a driver that never settles be: the next attempt is not held up', async () => {
  let count = 0;
  const provider = providerOf({
    stream: () => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          if (++count === 1) throw passing();
          return { done: count > 2, value: answer };
        },
        return: () => new Promise(() => undefined),
      }),
    }),
  });
  expect((await eventually(provider.chat('x'))).text).toBe('Hello');
});

it('aborts the exchange of a failed attempt, so that its connection is closed', async () => {
  const driver = scriptedDriver([passing()], [answer]);
  const observed = providerOf(driver).chat('x');
  await eventually(observed);
  expect(driver.calls.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  expect(driver.calls[0]?.signal.reason).toMatchObject({ code: 'OVERLOADED' });
});
