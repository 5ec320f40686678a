import { describe, expect, it, vi } from 'vitest';
import type { CallContext, Provider } from '../../src/contract.js';
import { day, eventually, minute, pause, timeOf, useFakeTime } from '../support/fake-time.js';
import { errorOf, finish, hang, providerOf, scriptedDriver, text } from '../support/scripted.js';

useFakeTime();

const hanging = (): Provider => providerOf(scriptedDriver([hang]));

describe('the total timer', () => {
  it.each<[string, number, (provider: Provider) => Promise<unknown>]>([
    ['chat', 600_000, (provider) => provider.chat('x')],
    ['embed', 600_000, (provider) => provider.embed('x')],
    ['countTokens', 600_000, (provider) => provider.countTokens('x')],
    ['an extra', 600_000, (provider) => provider.extras['think']?.()],
    ['models', 5_000, (provider) => provider.models()],
  ])('ends %s after %s ms, and names itself', async (_, milliseconds, call) => {
    const forever = (_input: unknown, context: CallContext) => hang(context);
    const driver = {
      ...scriptedDriver([hang]),
      embed: forever,
      countTokens: forever,
      listModels: hang,
      extras: { think: forever },
    };
    const { error, after } = await timeOf(call(providerOf(driver)));
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'total', retryable: false });
    expect(error.message).toContain(`timeout of ${milliseconds} ms`);
    expect(after).toBe(milliseconds);
  });

  it('ends health after 5 s; the answer is that there was none', async () => {
    const startedAt = performance.now();
    const asking = providerOf({ checkHealth: hang })
      .health()
      .then((health) => ({ health, after: performance.now() - startedAt }));
    const { health, after } = await eventually(asking);
    expect(after).toBe(5_000);
    expect(health).toMatchObject({ reachable: false, error: { code: 'TIMEOUT', timer: 'total' } });
  });

  it('of models and health is not that which the provider has for answers', async () => {
    const provider = providerOf({ listModels: hang }, {}, { timeout: 10 * minute, maxRetries: 5 });
    expect((await timeOf(provider.models())).after).toBe(5_000);
    expect((await timeOf(provider.models({ timeout: 9_000 }))).after).toBe(9_000);
  });

  it('is off for a stream unless it is set', async () => {
    const options = { firstEventTimeout: 0, idleTimeout: 0 };
    const driver = scriptedDriver([pause(day), [text('a')], pause(day), [text('b'), finish()]]);
    expect((await eventually(providerOf(driver).stream('x', options).response)).text).toBe('ab');
    const { error, after } = await timeOf(hanging().stream('x', { ...options, timeout: 700 }).response);
    expect(error.timer).toBe('total');
    expect(after).toBe(700);
  });

  it('counts all attempts and the waits between them', async () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const driver = scriptedDriver([pause(400), refused]);
    const { error, after } = await timeOf(providerOf(driver).chat('x', { timeout: 1_000, maxRetries: 100 }));
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'total' });
    expect(after).toBe(1_000);
    expect(error.attempts?.length).toBeGreaterThan(1);
  });

  it('ends a stream although nobody reads it just then', async () => {
    const driver = scriptedDriver([[text('a')], [text('b')], [text('c'), finish()]]);
    const stream = providerOf(driver).stream('x', { timeout: 1_000 });
    const batches = stream.batches();
    await batches.next();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(driver.calls[0]?.signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect((await errorOf(batches.next())).timer).toBe('total');
  });
});

describe('every timer', () => {
  const waiting = (call: CallContext) => {
    call.onConnecting();
    return pause(20 * day)(call);
  };
  const patient = (limit: number) => ({
    connectTimeout: limit,
    firstEventTimeout: limit,
    idleTimeout: limit,
    timeout: limit,
  });

  it.each([0, Infinity, 30 * day])('may be set to %s ms, in the call or in the provider', async (limit) => {
    const script = [waiting, [text('a')], async (call: CallContext) => call.onConnected(), [finish()]];
    const fromCall = providerOf(scriptedDriver(script), {}, patient(5));
    expect((await eventually(fromCall.stream('x', patient(limit)).response)).text).toBe('a');
    const fromProvider = providerOf(scriptedDriver(script), {}, patient(limit));
    expect((await eventually(fromProvider.stream('x').response)).text).toBe('a');
  });
});
