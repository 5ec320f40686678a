import { describe, expect, it } from 'vitest';
import { testCall, testDriver } from './support/driver.js';
import { errorOf, setUp } from './support/provider.js';

describe('key()', () => {
  it('tells limits and spending', async () => {
    await using setup = await setUp();
    const key = await setup.provider.extras.key();
    expect(key).toMatchObject({
      limit: 100,
      limitRemaining: 74.5,
      limitReset: 'monthly',
      usage: 25.5,
      usageDaily: 1.25,
      byokUsage: 17.38,
      isFreeTier: false,
      isManagementKey: false,
    });
    expect(key).not.toHaveProperty('expiresAt');
    expect(key.raw).toHaveProperty('rate_limit');
  });

  it('keeps "without limit" apart from "not told", and a limit that was overrun', async () => {
    await using setup = await setUp({ keyInfo: { limit: null, limit_remaining: -0.5 } });
    expect(await setup.provider.extras.key()).toMatchObject({ limit: null, limitRemaining: -0.5 });
  });
});

describe('credits()', () => {
  it('needs a management key', async () => {
    await using setup = await setUp();
    expect(await errorOf(setup.provider.extras.credits())).toMatchObject({
      code: 'PERMISSION_DENIED',
      status: 403,
      retryable: false,
    });
  });

  it('tells what is left', async () => {
    await using setup = await setUp();
    await using managed = await setUp({}, { apiKey: setup.fake.managementKey });
    expect(await managed.provider.extras.credits()).toEqual({ total: 110.5, used: 25.75, remaining: 84.75 });
  });
});

describe('generation()', () => {
  const asks = ({ fake }: Awaited<ReturnType<typeof setUp>>) =>
    fake.requests.filter(({ path }) => path.endsWith('/generation')).length;

  it('waits until OpenRouter knows of it', async () => {
    await using setup = await setUp({ generationMisses: 2 });
    const { id, usage } = await setup.provider.stream('Hi').response;
    const generation = await setup.provider.extras.generation(String(id));
    expect(asks(setup)).toBe(3);
    expect(generation).toMatchObject({
      id,
      model: 'openai/gpt-fake',
      providerName: 'OpenAI',
      totalCost: usage.cost?.total,
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      streamed: true,
      isByok: false,
      nativeFinishReason: 'completed',
      latencyMs: 120,
    });
  });

  it('asks once where it may not wait', async () => {
    await using setup = await setUp();
    const { id } = await setup.provider.chat('Hi');
    const error = await errorOf(setup.provider.extras.generation({ id: String(id), waitMs: 0 }));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', status: 404, retryable: false });
    expect(error.message).toContain(`"${id}", after 0 ms`);
    expect(asks(setup)).toBe(1);
  });

  it('gives up within its limit', async () => {
    await using setup = await setUp({ generationMisses: 99 });
    await errorOf(setup.provider.extras.generation({ id: 'gen-none', waitMs: 1_700 }));
    // At once, after 250 ms, and 500 ms later; a further second would be too long, and this machine may be late by as much.
    expect(asks(setup)).toBe(3);
  });

  it('stops waiting when it is aborted', async () => {
    await using setup = await setUp({ generationMisses: 99 });
    const controller = new AbortController();
    const asked = setup.provider.extras.generation('gen-none', { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect((await errorOf(asked)).code).toBe('ABORTED');
  });

  it('leaves no timer behind when it is aborted', async () => {
    await using setup = await setUp({ generationMisses: 99 });
    const controller = new AbortController();
    const call = { ...testCall(), signal: controller.signal };
    const { extras } = testDriver({ baseUrl: setup.fake.baseUrl });
    const asked = extras.generation('gen-none' as never, call).catch((reason) => reason);
    // From the second time on it waits for half a second.
    await expect.poll(() => asks(setup), { interval: 5, timeout: 10_000 }).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const reason = new Error('enough');
    controller.abort(reason);
    const next = new Promise((resolve) => setImmediate(resolve, 'still waiting'));
    expect(await Promise.race([asked, next])).toBe(reason);
  });

  it('does not wait for any other error', async () => {
    await using setup = await setUp({}, { apiKey: 'sk-or-wrong' });
    expect((await errorOf(setup.provider.extras.generation('gen-1'))).code).toBe('AUTH_FAILED');
    expect(asks(setup)).toBe(1);
  });

  it.each([undefined, '', { id: 'x', waitMs: -1 }, 7])('refuses %j before any request', async (input) => {
    await using setup = await setUp();
    const error = await errorOf(setup.provider.extras.generation(input as never));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: 'generation' });
    expect(setup.fake.requests).toEqual([]);
  });
});

describe('modelEndpoints()', () => {
  it('tells who offers a model, at what price', async () => {
    await using setup = await setUp();
    const endpoints = await setup.provider.extras.modelEndpoints('openai/gpt-fake');
    expect(endpoints).toMatchObject([
      { providerName: 'OpenAI', tag: 'openai', pricing: { input: 2.5 }, capabilities: { tools: true } },
      { providerName: 'Azure', tag: 'azure', pricing: { input: 3 }, capabilities: { tools: false } },
    ]);
  });

  it('knows no such model', async () => {
    await using setup = await setUp();
    expect(await errorOf(setup.provider.extras.modelEndpoints('a/b'))).toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it.each(['gpt-4', 'a/b/c', '/x', 'a/', undefined])('refuses %j before any request', async (model) => {
    await using setup = await setUp();
    expect(await errorOf(setup.provider.extras.modelEndpoints(model as string))).toMatchObject({
      code: 'REQUEST_INVALID',
    });
    expect(setup.fake.requests).toEqual([]);
  });
});
