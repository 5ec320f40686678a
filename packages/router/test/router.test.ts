import { inspect } from 'node:util';
import { type Message, wrapProvider } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { createRouter } from '../src/index.js';
import { errorOf, fails, finish, reasoning, says, scripted, text, tried } from './support/scripted.js';

describe('a router', () => {
  it('is a provider with a name, a type and its targets', () => {
    const [a, b] = [scripted('a', [says('a')]), scripted('b', [says('b')])];
    const router = createRouter({
      targets: [a.provider, { provider: b.provider, weight: 3, priority: 2 }],
      name: 'main',
      model: 'm',
    });
    expect([router.name, router.type, router.displayName, router.model]).toEqual([
      'main',
      'router',
      'Router',
      'm',
    ]);
    expect(JSON.parse(JSON.stringify(router))).toMatchObject({
      name: 'main',
      type: 'router',
      model: 'm',
      targets: [
        { name: 'a', weight: 1, priority: 1, provider: { name: 'a', type: 'scripted' } },
        { name: 'b', weight: 3, priority: 2 },
      ],
    });
  });

  it('counts tokens and embeds through its targets', async () => {
    const counting = scripted('a', [], {
      model: 'm',
      driver: {
        countTokens: async () => 7,
        embed: async ({ input }) => ({ embeddings: input.map(() => [1]) }),
      },
    });
    const failing = scripted('b', [], {
      model: 'm',
      driver: {
        countTokens: () => Promise.reject(new TypeError('fetch failed')),
        embed: () => Promise.reject(new TypeError('fetch failed')),
      },
    });
    const router = createRouter({ targets: [failing.provider, counting.provider] });
    expect(await router.countTokens('Hi')).toBe(7);
    expect((await router.embed('Hi')).embeddings).toEqual([[1]]);
    expect((await router.embed(['Hi', 'there'])).embeddings).toEqual([[1], [1]]);
    expect((await router.embed({ input: 'Hi' })).embeddings).toEqual([[1]]);
  });

  it('hands on the response of its first target as it is', async () => {
    const { provider } = scripted('a', [says('Hello')]);
    const given: unknown[] = [];
    const watched = wrapProvider(provider, {
      async chat(request, options) {
        const response = await provider.chat(request, options);
        given.push(response);
        return response as never;
      },
    });
    expect(await createRouter({ targets: [watched] }).chat('Hi')).toBe(given[0]);
  });

  it('takes defaults for calls as any provider does', async () => {
    const a = scripted('a', [says('Hello')]);
    const careful = createRouter({ targets: [a.provider] }).with({ temperature: 0, model: 'm' });
    await careful.chat('Hi');
    expect(a.requests[0]).toMatchObject({ temperature: 0, model: 'm' });
  });

  it('refuses calls once it is closed, and leaves its targets open', async () => {
    const a = scripted('a', [says('Hello')]);
    const router = createRouter({ targets: [a.provider] });
    await router.close();
    await router[Symbol.asyncDispose]();
    const stream = router.stream('Hi');
    for (const call of [
      () => router.chat('Hi'),
      () => stream.response,
      () => router.embed('Hi'),
      () => router.models(),
    ])
      expect(await errorOf(call)).toMatchObject({
        code: 'REQUEST_INVALID',
        provider: 'router',
        type: 'router',
      });
    expect((await a.provider.chat('Hi')).text).toBe('Hello');
  });

  it('may be a target itself, and all attempts are listed', async () => {
    const inner = createRouter({
      targets: [
        scripted('a', [fails('BACKEND_ERROR')]).provider,
        scripted('b', [fails('AUTH_FAILED')]).provider,
      ],
      name: 'inner',
      maxRetries: 1,
    });
    const outer = createRouter({
      targets: [{ provider: inner, options: { maxRetries: 1 } }, scripted('c', [says('c')]).provider],
    });
    const response = await outer.chat('Hi');
    expect(tried(response)).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['b', 'AUTH_FAILED'],
      ['c', undefined],
    ]);
  });

  it('takes new options for the next call, while those that run go on as they began', async () => {
    let go: () => void = () => {};
    const wait = new Promise<void>((resolve) => {
      go = resolve;
    });
    const a = scripted('a', [[() => wait, ...fails('BACKEND_ERROR')], says('a')]);
    const [b, c] = [scripted('b', [says('b')]), scripted('c', [says('c')])];
    const router = createRouter({ targets: [a.provider, b.provider] });
    const running = router.chat('Hi');
    router.update({ targets: [c.provider] });
    expect((await router.chat('Hi')).text).toBe('c');
    go();
    expect((await running).text).toBe('b');
  });

  it('tries a target again that is out when it has new options', async () => {
    const a = scripted('a', [fails('AUTH_FAILED'), says('a')]);
    const options = { targets: [a.provider, scripted('b', [says('b')]).provider] };
    const router = createRouter(options);
    expect((await router.chat('Hi')).text).toBe('b');
    expect((await router.chat('Hi')).text).toBe('b');
    router.update(options);
    expect((await router.chat('Hi')).text).toBe('a');
  });

  it('shows its targets on the console, and no key of theirs', () => {
    const { provider } = scripted('local', [says('Hello')], { apiKey: 'sk-not-for-the-console' });
    const shown = inspect(createRouter({ targets: [{ provider, weight: 3 }] }), { depth: 9 });
    expect(shown).toMatch(/targets.*name: 'local'.*weight: 3/s);
    expect(shown).not.toContain('sk-not');
  });
});

describe('a conversation that goes on at another target', () => {
  it('leaves out what only the first could read, and each message names who wrote it', async () => {
    const signature = { type: 'first', data: { signature: 'secret of the first' } };
    const first = scripted(
      'a',
      [
        [
          [reasoning('Hm')],
          [{ type: 'part-end', part: 0, providerData: signature }],
          [text('Hello', 1), finish],
        ],
        fails('BACKEND_ERROR'),
      ],
      { definition: { type: 'first' } },
    );
    const second = scripted('b', [says('Bye')], { definition: { type: 'second' } });
    const router = createRouter({ targets: [first.provider, second.provider] });
    const messages: Message[] = [{ role: 'user', content: 'Hi' }];
    const one = await router.chat({ messages });
    expect(one.message.from).toMatchObject({ provider: 'a' });
    expect(JSON.stringify(one.message)).toContain('secret of the first');
    messages.push(one.message, { role: 'user', content: 'And now?' });
    const two = await router.chat({ messages });
    expect(two.message.from).toMatchObject({ provider: 'b' });
    expect(JSON.stringify(first.requests[1])).toContain('secret of the first');
    expect(JSON.stringify(second.requests[0])).not.toContain('secret of the first');
    expect(JSON.stringify(second.requests[0])).toContain('Hello');
  });
});
