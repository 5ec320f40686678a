import { describe, expect, it } from 'vitest';
import { createRouter } from '../../src/index.js';
import { errorOf, says, scripted } from '../support/scripted.js';

describe('a target is asked', () => {
  it('for the model that is called so there, with its own defaults where the request says nothing', async () => {
    const a = scripted('a', [says('Hello')]);
    const router = createRouter({
      targets: [
        { provider: a.provider, models: { fast: 'qwen3:8b' }, options: { temperature: 0.1, topK: 5 } },
      ],
      model: 'fast',
    });
    await router.chat({ messages: 'Hi', temperature: 0.9, topK: undefined });
    expect(a.requests[0]).toMatchObject({ model: 'qwen3:8b', temperature: 0.9, topK: 5 });
    await router.chat('Hi');
    expect(a.requests[1]).toMatchObject({ model: 'qwen3:8b', temperature: 0.1 });
  });

  it('with options of its own kind for each call: what one call asks for is not asked of the next', async () => {
    const a = scripted('a', [says('Hello')]);
    const b = scripted('b', [says('Hello')]);
    const router = createRouter({ targets: [a.provider, b.provider] });
    await router.chat('Hi');
    await router.chat('Hi', { requestId: 'mine' });
    await router.chat('Hi');
    expect(a.calls.map(({ requestId }) => requestId)).toEqual([undefined, 'mine', undefined]);
  });

  it('as if nothing had been, after a router among the targets that has none of its own', async () => {
    const { provider } = scripted('a', [says('Hello')]);
    const empty = createRouter({ targets: [{ provider, enabled: false }] });
    const outer = createRouter({ targets: [empty, provider] });
    expect(await errorOf(outer.chat('Hi'))).toMatchObject({ setting: 'targets' });
    expect((await createRouter({ targets: [provider] }).chat('Hi')).text).toBe('Hello');
  });

  it('for no fewer than no retries, though it says that it has no targets', async () => {
    const { provider } = scripted('a', [says('Hello')]);
    const asked: unknown[] = [];
    const composite = Object.assign(Object.create(provider) as typeof provider, {
      targetCount: 0,
      chat: (...given: Parameters<typeof provider.chat>) => {
        asked.push(given[1]?.maxRetries);
        return provider.chat(...given);
      },
    });
    await createRouter({ targets: [composite, scripted('b', []).provider] }).chat('Hi');
    await createRouter({ targets: [composite] }).chat('Hi', { requestId: 'mine' });
    expect(asked).toEqual([0, 0]);
  });

  it('for its own default model where nobody names one', async () => {
    const a = scripted('a', [says('Hello')], { model: 'own' });
    await createRouter({ targets: [a.provider] }).chat('Hi');
    expect(a.requests[0]?.model).toBe('own');
    const router = createRouter({ targets: [{ provider: a.provider, options: { model: 'of the target' } }] });
    await router.chat('Hi');
    await router.chat({ messages: 'Hi', model: 'asked' });
    expect(a.requests.slice(1).map(({ model }) => model)).toEqual(['of the target', 'asked']);
  });

  it('with the options of the call before those of the target before those of the router; nothing is as good as none', async () => {
    const a = scripted('a', [says('Hello')]);
    const router = createRouter({
      targets: [{ provider: a.provider, options: { headers: { 'x-b': 'target', 'x-c': 'target' } } }],
      headers: { 'x-a': 'router', 'x-b': 'router' },
    });
    await router.chat('Hi', { headers: { 'x-c': 'call' }, requestId: 'mine', idleTimeout: undefined });
    expect(a.calls[0]?.headers).toMatchObject({
      'x-a': 'router',
      'x-b': 'target',
      'x-c': 'call',
      'x-request-id': 'mine',
    });
    expect(a.calls[0]?.requestId).toBe('mine');
  });

  it('with its options by type beside those that the call gives to others, such as the router', async () => {
    const a = scripted('a', [says('Hello')]);
    const providerOptions = { scripted: { context: 8192 } };
    const router = createRouter({ targets: [{ provider: a.provider, options: { providerOptions } }] });
    await router.chat({ messages: 'Hi', providerOptions: { router: { stickyKey: 'me' } } });
    await router.chat({ messages: 'Hi', providerOptions: { scripted: { other: 1 } } });
    expect(a.requests.map((request) => request.providerOptions)).toEqual([{ context: 8192 }, { other: 1 }]);
  });

  it('with a timer of the router that the call leaves undefined', async () => {
    const a = scripted('a', [[() => new Promise(() => undefined)]]);
    const router = createRouter({ targets: [a.provider], firstEventTimeout: 20 });
    const error = await errorOf(router.stream('Hi', { firstEventTimeout: undefined }).response);
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'first-event' });
  });

  it('for an object of the caller as it is, where nothing about it is the target’s own', async () => {
    const { provider } = scripted('a', [says('Hello')]);
    const seen: unknown[] = [];
    const watched: typeof provider = Object.assign(Object.create(provider) as typeof provider, {
      chat: (...given: Parameters<typeof provider.chat>) => {
        seen.push(given[0]);
        return provider.chat(...given);
      },
    });
    const request = Object.freeze({ messages: 'Hi', model: 'm' });
    await createRouter({ targets: [watched] }).chat(request);
    expect(seen[0]).toBe(request);
  });

  it('for what is wrong with a request, whatever strategy and limits there are', async () => {
    const limits = { tokensPerMinute: 1_000_000 };
    for (const strategy of ['fallback', 'cheapest', 'sticky'] as const)
      for (const request of [
        null,
        5,
        {},
        { messages: 5 },
        { messages: [{ role: 'user' }] },
        { messages: [null] },
      ]) {
        const a = scripted('a', [says('no')]);
        const router = createRouter({
          targets: [{ provider: a.provider, limits }, scripted('b', [says('no')]).provider],
          strategy,
        });
        expect(await errorOf(router.chat(request as never))).toMatchObject({ code: 'REQUEST_INVALID' });
        expect(await errorOf(router.stream(request as never).response)).toMatchObject({
          code: 'REQUEST_INVALID',
        });
        expect(router.status().targets[0]).toMatchObject({ inFlight: 0 });
      }
  });
});
