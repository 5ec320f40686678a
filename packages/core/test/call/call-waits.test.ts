import { describe, expect, it, vi } from 'vitest';
import type { ObserveEvent, Provider } from '../../src/contract.js';
import { ProviderError, type ProviderErrorDetails } from '../../src/errors.js';
import { eventually, useFakeTime } from '../support/fake-time.js';
import { errorOf, finish, passing, providerOf, scriptedDriver, text } from '../support/scripted.js';

const answer = [text('Hello'), finish()];

const error = (code: string, details: Partial<ProviderErrorDetails> = {}): ProviderError =>
  new ProviderError({ code, message: `${code}.`, ...details });

useFakeTime();

describe('the wait before a retry', () => {
  const waits = async (...failures: ProviderError[]): Promise<number[]> => {
    const delays: number[] = [];
    const observe = (event: ObserveEvent) => {
      if (event.type === 'retry' || event.type === 'loading') delays.push(event.delayMs);
    };
    const driver = scriptedDriver(...failures.map((failure) => [failure]), [answer]);
    await eventually(providerOf(driver).chat('x', { observe, maxRetries: 9 }));
    return delays;
  };

  it('is random, up to 500 ms, then 1 s, 2 s', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999_999);
    const delays = await waits(...[1, 2, 3].map(() => error('OVERLOADED')));
    vi.restoreAllMocks();
    expect(delays.map(Math.round)).toEqual([500, 1_000, 2_000]);
  });

  it('is what the backend asks for', async () => {
    const driver = scriptedDriver([error('RATE_LIMITED', { retryAfterMs: 30_000 })], [answer]);
    const call = providerOf(driver).chat('x');
    await vi.advanceTimersByTimeAsync(29_999);
    expect(driver.calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(driver.calls).toHaveLength(2);
    expect((await call).text).toBe('Hello');
  });

  it('is refused where the backend asks for more than 60 s: the error says so at once', async () => {
    const driver = scriptedDriver([error('RATE_LIMITED', { retryAfterMs: 61_000, status: 429 })], [answer]);
    const failure = await errorOf(providerOf(driver).chat('x'));
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryAfterMs: 61_000 });
    expect(failure.message).toMatch(/^RATE_LIMITED\. .*61 s/);
    expect(driver.calls).toHaveLength(1);
  });
});

describe('a model that is being loaded', () => {
  const loading = error('MODEL_LOADING', { status: 503 });

  it('is asked after 1 s, rising to 5 s, without counting as a retry', async () => {
    const events: ObserveEvent[] = [];
    const driver = scriptedDriver(...Array.from({ length: 8 }, () => [loading]), [passing()], [answer]);
    const provider = providerOf(driver, {}, { observe: (event) => events.push(event), maxRetries: 1 });
    expect((await eventually(provider.chat('x'))).text).toBe('Hello');
    const looks = events.flatMap((event) => (event.type === 'loading' ? event.delayMs : []));
    expect(looks).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 5_000, 5_000, 5_000]);
    expect(events.find(({ type }) => type === 'loading')).toMatchObject({ error: { code: 'MODEL_LOADING' } });
    expect(events.filter(({ type }) => type === 'retry')).toHaveLength(1);
  });

  it.each([
    [300_000, undefined],
    [20_000, 20_000],
  ])(
    'is waited for until %s ms have passed, as firstEventTimeout says (%s)',
    async (limit, firstEventTimeout) => {
      const startedAt = performance.now();
      const asked: number[] = [];
      const driver = scriptedDriver([async () => void asked.push(performance.now() - startedAt), loading]);
      const call = providerOf(driver).stream('x', { firstEventTimeout, maxRetries: 0 }).response;
      const failure = await errorOf(eventually(call));
      expect(failure.code).toBe('MODEL_LOADING');
      expect(asked.at(-1)).toBe(limit);
      expect(failure.attempts).toHaveLength(asked.length);
    },
  );

  it('is waited for without end where that timer is off', async () => {
    const steps = Array.from({ length: 300 }, () => [loading]);
    const call = providerOf(scriptedDriver(...steps, [answer])).stream('x', { firstEventTimeout: 0 });
    expect((await eventually(call.response)).text).toBe('Hello');
  });

  it('is waited for no longer than the whole call may take', async () => {
    const call = providerOf(scriptedDriver([loading])).chat('x', { timeout: 4_500 });
    expect((await errorOf(eventually(call))).timer).toBe('total');
  });

  it('is not waited for where the call does not want to: the error comes at once, and is final', async () => {
    const ask: readonly ((provider: Provider) => Promise<unknown>)[] = [
      (provider) => provider.chat('x', { waitForModel: false }),
      (provider) => provider.stream('x', { waitForModel: false, firstEventTimeout: 0 }).response,
      (provider) => provider.with({ waitForModel: false }).chat('x'),
    ];
    for (const call of ask) {
      const events: ObserveEvent[] = [];
      const driver = scriptedDriver([loading], [answer]);
      const provider = providerOf(driver, {}, { observe: (event) => events.push(event) });
      expect(await errorOf(call(provider))).toMatchObject({ code: 'MODEL_LOADING', status: 503 });
      expect(driver.calls).toHaveLength(1);
      expect(events.map(({ type }) => type)).not.toContain('loading');
    }
  });

  it('is waited for again where a call says so over such a default, and other errors are retried', async () => {
    const driver = scriptedDriver([passing()], [loading], [answer]);
    const impatient = providerOf(driver).with({ waitForModel: false });
    expect((await errorOf(eventually(impatient.chat('x')))).code).toBe('MODEL_LOADING');
    expect(driver.calls).toHaveLength(2);
    const again = providerOf(scriptedDriver([loading], [answer])).with({ waitForModel: false });
    expect((await eventually(again.chat('x', { waitForModel: true }))).text).toBe('Hello');
  });

  it('is an answer to models and health', async () => {
    const listModels = vi.fn(async () => {
      throw loading;
    });
    const provider = providerOf({ listModels });
    for (const options of [{}, { waitForModel: true }]) {
      expect((await errorOf(provider.models(options))).code).toBe('MODEL_LOADING');
      expect((await provider.health(options)).error?.code).toBe('MODEL_LOADING');
    }
    expect(listModels).toHaveBeenCalledTimes(4);
  });
});
