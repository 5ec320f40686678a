import {
  type ChatResponse,
  createProvider,
  type Message,
  type ObserveEvent,
  ProviderError,
} from '@modelport/core';
import { type LlamaServer, llamaServerAvailable } from '@modelport/provider-testkit';
import { createRouter, type Router } from '@modelport/router';
import { describe, expect, it } from 'vitest';
import { routerBefore, startServer, startServers } from './support/real-servers.js';

const found = llamaServerAvailable();
const patient = { timeout: 60_000 };
const slowly = { timeout: 30_000, interval: 5 };

/** An answer that takes its time: a hundred numbers, three times over. */
const long = { messages: 'count', temperature: 0, maxTokens: 300, extraBody: { ignore_eos: true } };
const ping = { messages: 'ping', temperature: 0 };

/** How a call went. */
interface Outcome {
  readonly text: string;
  readonly error?: ProviderError;
  readonly warnings: readonly string[];
  /** Targets that were asked, in order. */
  readonly asked: readonly string[];
  /** Those of them that had begun to answer. */
  readonly begun: readonly string[];
  /** Names and codes in the list of attempts. */
  readonly attempts: readonly (readonly [name: string, code: string | undefined])[];
}

/** Makes a long call, streamed or not, and tells how it went. `began`: some target has begun to answer it. */
async function longCall(router: Router, streamed: boolean, began: (name: string) => void): Promise<Outcome> {
  const asked: string[] = [];
  const begun: string[] = [];
  const observe = ({ type, provider }: ObserveEvent) => {
    if (type === 'attempt-start') asked.push(provider);
    if (type !== 'first-content') return;
    begun.push(provider);
    began(provider);
  };
  const call = streamed ? router.stream(long, { observe }).response : router.chat(long, { observe });
  const { response, error } = await call.then(
    (response) => ({ response, error: undefined }),
    (error: unknown) => ({ response: undefined, error }),
  );
  if (error !== undefined && !ProviderError.isInstance(error)) throw error;
  const { text = '', warnings = [] } = response ?? error?.partial ?? {};
  const attempts = (response ?? error)?.attempts ?? [];
  return {
    ...{ text, asked, begun },
    ...(error && { error }),
    warnings: warnings.map(({ code }) => code),
    attempts: attempts.map(({ provider, code }) => [provider, code]),
  };
}

/** Fifty long calls at once, half of them streamed; the server `a` is killed as soon as it begins to answer one. */
function fiftyCallsAndAKill(router: Router, a: LlamaServer): Promise<Outcome[]> {
  const began = (name: string) => void (name === 'a' && a.kill());
  return Promise.all(Array.from({ length: 50 }, (_, at) => longCall(router, at % 2 === 0, began)));
}

const lost = /^(BACKEND_UNREACHABLE|STREAM_INTERRUPTED)$/;
const numbers = /^1 2 3 /;

describe.skipIf(!found.available)('a router before two real llama-servers', patient, () => {
  it('rescues all calls without content when one is killed; the others end in errors with what had come', async () => {
    await using servers = await startServers();
    const router = routerBefore(servers);
    const outcomes = await fiftyCallsAndAKill(router, servers.a);

    const cut = outcomes.filter(({ begun }) => begun.includes('a'));
    expect(cut.length).toBeGreaterThan(0);
    for (const { error, text, asked } of cut) {
      expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', provider: 'a' });
      expect(error?.partial).toBeDefined();
      expect(text).toMatch(/^1/);
      expect(asked).toEqual(['a']);
    }
    const others = outcomes.filter(({ begun }) => !begun.includes('a'));
    const whole = others.find(({ asked }) => !asked.includes('a'))?.text;
    expect(whole).toMatch(numbers);
    for (const { error, text, begun } of others) {
      expect(error).toBeUndefined();
      expect(begun).toEqual(['b']);
      expect(text).toBe(whole);
    }
    const rescued = others.filter(({ asked }) => asked.includes('a'));
    expect(rescued.length).toBeGreaterThan(0);
    for (const { asked, attempts } of rescued) {
      expect(asked).toEqual(['a', 'b']);
      expect(attempts).toEqual([
        ['a', expect.stringMatching(lost)],
        ['b', undefined],
      ]);
    }
    expect(router.status().targets).toMatchObject([
      { name: 'a', isAvailable: false, inFlight: 0, reason: { code: expect.stringMatching(lost) } },
      { name: 'b', isAvailable: true, inFlight: 0, calls: { succeeded: others.length, failed: 0 } },
    ]);
  });

  it('has the other one go on with the answers that were cut, where that is asked for', async () => {
    await using servers = await startServers();
    const outcomes = await fiftyCallsAndAKill(routerBefore(servers, { continuation: true }), servers.a);
    expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual([]);
    const cut = outcomes.filter(({ begun }) => begun.includes('a'));
    expect(cut.length).toBeGreaterThan(0);
    for (const { begun, warnings, text, attempts } of cut) {
      expect(begun).toEqual(['a', 'b']);
      expect(warnings).toEqual(['continued']);
      expect(text).toMatch(/^1/);
      expect(attempts).toEqual([
        ['a', 'STREAM_INTERRUPTED'],
        ['b', undefined],
      ]);
    }
    for (const { begun, warnings } of outcomes.filter((outcome) => !cut.includes(outcome)))
      expect([begun, warnings]).toEqual([['b'], []]);
  });

  it('answers all calls when one was killed between calls, and takes it back when it has started again', async () => {
    await using servers = await startServers();
    const { a, b } = servers;
    /** Looks at the health of `a` that went well. */
    let looks = 0;
    const counting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (response.ok && new URL(String(input)).pathname.endsWith('/models')) looks++;
      return response;
    };
    const changes: (readonly [target: string, state: string, looks: number])[] = [];
    const observe = (event: ObserveEvent) => {
      if (event.type === 'target-change') changes.push([event.target, event.state, looks]);
    };
    await using router = createRouter({
      targets: [
        createProvider('llamacpp', { name: 'a', baseUrl: a.baseUrl, fetch: counting }),
        createProvider('llamacpp', { name: 'b', baseUrl: b.baseUrl }),
      ],
      strategy: 'weighted',
      probeInterval: 300,
      // Without the looks it would be left alone for the rest of the test.
      breaker: { openMs: 300_000 },
      observe,
    });
    const answeredBy = async () => {
      const responses = await Promise.all(Array.from({ length: 50 }, () => router.chat(ping)));
      expect(new Set(responses.map(({ text }) => text))).toEqual(new Set(['pong']));
      return new Set(responses.map(({ provider }) => provider));
    };
    expect(await answeredBy()).toEqual(new Set(['a', 'b']));
    await a.kill();
    expect(await answeredBy()).toEqual(new Set(['b']));
    expect(changes).toEqual([['a', 'open', looks]]);
    expect(await answeredBy()).toEqual(new Set(['b']));

    looks = 0;
    await using _again = await startServer(a.port);
    await expect.poll(() => changes.length, slowly).toBe(2);
    // The first look that found it well.
    expect(changes[1]).toEqual(['a', 'half-open', 1]);
    // One call tries it, and all others go there too as soon as that is answered.
    expect((await router.chat(ping)).attempts).toHaveLength(1);
    expect((await router.chat(ping)).attempts).toHaveLength(1);
    expect(changes.slice(2).map(([target, state]) => [target, state])).toEqual([['a', 'available']]);
    expect(await answeredBy()).toEqual(new Set(['a', 'b']));
  });

  it('keeps a conversation on the server that has it in its cache', async () => {
    await using servers = await startServers();
    const router = routerBefore(servers, { strategy: 'sticky' });
    // Different from the first word on: none finds another's beginning in a cache.
    const running = ['Alice', 'Berta', 'Cesar', 'Doris'].map((name) =>
      converse(router, `${name} is your name. ${'Answer in short words. '.repeat(10)}`),
    );
    const conversations = await Promise.all(running);
    expect(new Set(conversations.map(([first]) => first?.provider))).toEqual(new Set(['a', 'b']));
    for (const [first, ...later] of conversations) {
      const told = first?.usage.inputTokens ?? Number.NaN;
      expect(later.map(({ provider }) => provider)).toEqual([first?.provider, first?.provider]);
      for (const { usage } of later) expect(usage.cachedInputTokens).toBeGreaterThanOrEqual(told);
    }
  });

  it('has calls wait in the router, not in the servers, where each has as many calls as it has slots', async () => {
    await using servers = await startServers();
    const limits = { concurrent: 4, queue: 10 };
    const targets = Object.entries({ a: servers.a, b: servers.b }).map(([name, { baseUrl }]) => ({
      provider: createProvider('llamacpp', { name, baseUrl }),
      limits,
    }));
    const router = createRouter({ targets, strategy: 'least-busy' });
    const endless = { ...long, maxTokens: 100_000 };
    const busy = Array.from({ length: 8 }, () => router.stream(endless).text[Symbol.asyncIterator]());
    await Promise.all(busy.map((reader) => reader.next()));
    const waiting = Array.from({ length: 6 }, () => router.chat(ping));
    // Each waits at both.
    const queued = () => router.status().targets.map((target) => target.queued);
    await expect.poll(queued, slowly).toEqual([6, 6]);
    for (const server of [servers.a, servers.b]) {
      expect((await server.slots()).map((slot) => slot.is_processing)).toEqual([true, true, true, true]);
      expect(await countDeferred(server)).toBe(0);
    }
    await Promise.all(busy.map((reader) => reader.return?.()));
    expect((await Promise.all(waiting)).map(({ text }) => text)).toEqual(Array(6).fill('pong'));
    expect(router.status().targets).toMatchObject([
      { inFlight: 0, queued: 0 },
      { inFlight: 0, queued: 0 },
    ]);
  });
});

/** Three turns of a conversation that begins so. */
async function converse(router: Router, system: string): Promise<readonly ChatResponse[]> {
  const messages: Message[] = [{ role: 'system', content: system }];
  const responses: ChatResponse[] = [];
  for (const content of ['Hi there', 'And then?', 'What else?']) {
    messages.push({ role: 'user', content });
    const response = await router.chat({ messages, temperature: 0 });
    responses.push(response);
    messages.push(response.message);
  }
  return responses;
}

/** How many requests wait in a server for a slot. */
async function countDeferred({ baseUrl }: LlamaServer): Promise<number> {
  const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
  return Number(/^llamacpp:requests_deferred (\d+)/m.exec(metrics)?.[1]);
}
