import { afterEach, describe, expect, it, vi } from 'vitest';
import { notifyObservers } from '../../src/call/notify-observers.js';
import type { CallOptions, ObserveEvent, Provider, Usage } from '../../src/contract.js';
import { ProviderError } from '../../src/errors.js';
import { createProvider } from '../../src/provider/create-provider.js';
import { createRegistry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import {
  errorOf,
  finish,
  hang,
  passing,
  providerOf,
  read,
  scriptedDriver,
  text,
} from '../support/scripted.js';
import { settle } from '../support/streaming.js';

const key = 'sk-live-4f9a';
const usage: Usage = { inputTokens: 3, outputTokens: 4, totalTokens: 7 };
const answer = [[text('Hello')], [{ type: 'usage', usage } as const, finish()]];

/** An observer and what it has been told. */
function observer(): { events: ObserveEvent[]; observe: (event: ObserveEvent) => void } {
  const events: ObserveEvent[] = [];
  return { events, observe: (event) => events.push(event) };
}

const typesOf = (events: readonly ObserveEvent[]): string[] =>
  events.map(({ type, attempt }) => `${type} ${attempt}`);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('an observer', () => {
  it('is told of all moments of a call in their order', async () => {
    const { events, observe } = observer();
    const driver = scriptedDriver(
      [passing()],
      [async (call) => call.warn({ code: 'odd', message: 'Odd.' }), ...answer],
    );
    await providerOf(driver).stream('x', { observe }).response;
    expect(typesOf(events)).toEqual([
      'call-start 0',
      'attempt-start 1',
      'attempt-end 1',
      'retry 1',
      'attempt-start 2',
      'warning 2',
      'response 2',
      'first-content 2',
      'attempt-end 2',
      'call-end 2',
    ]);
  });

  it('is told of a setting that is ignored before the first attempt, as attempt 0', async () => {
    const { events, observe } = observer();
    const provider = providerOf(scriptedDriver(answer), { capabilities: { seed: false } });
    await provider.chat({ messages: 'x', seed: 1 }, { observe });
    expect(typesOf(events).slice(0, 3)).toEqual(['call-start 0', 'warning 0', 'attempt-start 1']);
  });

  it('learns which call, operation, provider, model and request it is about', async () => {
    const { events, observe } = observer();
    const provider = providerOf(scriptedDriver([passing()], answer), {}, { name: 'main', model: 'small' });
    await provider.chat('x', { observe, requestId: 'r-1' });
    const [first] = events;
    expect(first?.callId).toMatch(/^\w{8,}$/);
    for (const event of events)
      expect(event).toMatchObject({
        callId: first?.callId,
        operation: 'chat',
        provider: 'main',
        providerType: 'scripted',
        model: 'small',
        requestId: 'r-1',
      });
    await provider.chat('x', { observe });
    expect(events.at(-1)?.callId).not.toBe(first?.callId);
    expect(events.at(-1)).not.toHaveProperty('requestId');
  });

  it.each(['models', 'embed', 'countTokens', 'extras.think', 'health'])(
    'is told of %s too',
    async (operation) => {
      const { events, observe } = observer();
      const provider = providerOf({
        listModels: async () => [],
        embed: async () => ({ embeddings: [[1]], usage }),
        countTokens: async () => 5,
        extras: { think: async () => 5 },
      });
      const call = {
        models: () => provider.models({ observe }),
        embed: () => provider.embed('x', { observe }),
        countTokens: () => provider.countTokens('x', { observe }),
        'extras.think': () => provider.extras['think']?.({}, { observe }),
        health: () => provider.health({ observe }),
      }[operation];
      await call?.();
      expect(typesOf(events)).toEqual(['call-start 0', 'attempt-start 1', 'attempt-end 1', 'call-end 1']);
      expect(new Set(events.map((event) => event.operation))).toEqual(new Set([operation]));
    },
  );

  it('learns how long things took, and how much was used', async () => {
    const { events, observe } = observer();
    await providerOf(scriptedDriver(answer)).chat('x', { observe });
    const content = events.find((event) => event.type === 'first-content');
    const end = events.at(-1);
    expect(content).toMatchObject({ afterMs: expect.any(Number) });
    expect(end).toMatchObject({ type: 'call-end', durationMs: expect.any(Number), usage });
    expect(end).not.toHaveProperty('error');
  });

  it('is given the error of an attempt, and the final one with all attempts', async () => {
    const { events, observe } = observer();
    const failure = await errorOf(
      providerOf(scriptedDriver([passing()])).chat('x', { observe, maxRetries: 1 }),
    );
    expect(typesOf(events)).toEqual([
      'call-start 0',
      'attempt-start 1',
      'attempt-end 1',
      'retry 1',
      'attempt-start 2',
      'attempt-end 2',
      'call-end 2',
    ]);
    expect(events[2]).toMatchObject({ error: { code: 'OVERLOADED' } });
    expect(events[3]).toMatchObject({ error: { code: 'OVERLOADED' }, delayMs: 1 });
    expect(events.at(-1)).toMatchObject({ error: failure });
    expect(failure.attempts).toHaveLength(2);
  });

  it('is told the end of a call that sent nothing, and of one that was left', async () => {
    const { events, observe } = observer();
    await errorOf(providerOf(scriptedDriver(answer)).chat('x', { observe, signal: AbortSignal.abort() }));
    expect(typesOf(events)).toEqual(['call-start 0', 'call-end 0']);
    events.length = 0;
    for await (const _ of providerOf(scriptedDriver(answer)).stream('x', { observe })) break;
    expect(typesOf(events).slice(-2)).toEqual(['attempt-end 1', 'call-end 1']);
    expect(events.at(-1)).toMatchObject({ error: { code: 'ABORTED' } });
  });

  it('is told nothing after the end of the call', async () => {
    const { events, observe } = observer();
    const driver = scriptedDriver(answer);
    await providerOf(driver).chat('x', { observe });
    const { length } = events;
    driver.calls[0]?.warn({ code: 'late', message: 'Late.' });
    expect(events).toHaveLength(length);
  });

  it('may be set for a registry, a provider and a call: all are told, in this order', async () => {
    const told: string[] = [];
    const registry = createRegistry();
    registry.register(definitionOf({ create: () => scriptedDriver(answer) }));
    registry.observe = () => told.push('registry');
    const provider = createProvider('odd', { observe: () => told.push('provider') }, { registry });
    await provider.chat('x', { observe: () => told.push('call') });
    expect(told.slice(0, 3)).toEqual(['registry', 'provider', 'call']);
    expect(new Set(told).size).toBe(3);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('broken observer');
      },
    ],
    ['fails later', async () => Promise.reject(new Error('broken observer'))],
  ])('that %s changes nothing, and the others are still told', async (_, broken) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { events, observe } = observer();
    const provider = providerOf(scriptedDriver([passing()], answer), {}, { observe: () => void broken() });
    const late = providerOf(scriptedDriver(answer), {}, { observe: broken as () => void });
    expect((await provider.chat('x', { observe }).catch(() => undefined))?.text ?? 'failed').toBe('Hello');
    expect((await late.chat('x', { observe })).text).toBe('Hello');
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', unhandled);
    expect(events.filter(({ type }) => type === 'call-end')).toHaveLength(2);
  });

  it('that is asynchronous and fails is no unhandled rejection', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const observe = (async () => {
      throw new Error('broken observer');
    }) as unknown as () => void;
    await providerOf(scriptedDriver(answer)).chat('x', { observe });
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('learns where requests go and how they are set, without their content', async () => {
    const { events, observe } = observer();
    const provider = providerOf(
      scriptedDriver(answer),
      {},
      { baseUrl: 'https://user:word@example.test/v1?key=1' },
    );
    await provider.chat(
      {
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'What is the prompt?' },
        ],
        temperature: 0.5,
        maxTokens: 9,
        stop: 'Secret',
        reasoning: { effort: 'low' },
        responseFormat: { type: 'json', name: 'secret_name' },
        tools: [{ name: 'secret_tool' }],
      },
      { observe },
    );
    expect(events[0]).toMatchObject({
      type: 'call-start',
      settings: {
        temperature: 0.5,
        maxTokens: 9,
        reasoning: { effort: 'low' },
        responseFormat: 'json',
        inputs: 2,
        tools: 1,
      },
    });
    for (const event of events) expect(event.baseUrl).toBe('https://example.test/v1');
    expect(JSON.stringify(events)).not.toMatch(/secret|prompt|kind|word/i);
  });

  it('learns what the backend says of its answer, at its first event and at the end', async () => {
    const { events, observe } = observer();
    const start = {
      type: 'start',
      id: 'c-1',
      model: 'small-2026',
      requestId: 'b-1',
      rateLimit: { requests: { remaining: 3 } },
      headers: { 'x-odd': 'value' },
    } as const;
    const provider = providerOf(scriptedDriver([[start], ...answer]), {}, { model: 'small' });
    await provider.stream('x', { observe }).response;
    const { headers: _, type: __, ...told } = start;
    expect(events.find(({ type }) => type === 'response')).toMatchObject({
      model: 'small',
      afterMs: expect.any(Number),
      response: told,
    });
    expect(events.at(-1)).toMatchObject({ response: { ...told, finishReason: 'stop' } });
  });

  it('learns the status and limits of an answer that is an error', async () => {
    const { events, observe } = observer();
    const error = new ProviderError({
      code: 'AUTH_FAILED',
      message: 'No.',
      status: 401,
      rateLimit: { requests: { remaining: 0 } },
    });
    await errorOf(providerOf(scriptedDriver([error])).chat('x', { observe }));
    expect(events.at(-1)).toMatchObject({
      response: { status: 401, rateLimit: { requests: { remaining: 0 } } },
    });
  });

  it.each<[string, (provider: Provider, options: CallOptions) => Promise<unknown>]>([
    ['chat', (provider, options) => provider.chat({ messages: [] }, options)],
    ['stream', (provider, options) => provider.stream({ messages: [] }, options).response],
    ['embed', (provider, options) => provider.embed([], options)],
    ['countTokens', (provider, options) => provider.countTokens({ messages: [] }, options)],
  ])('is told that a request of %s was refused', async (operation, act) => {
    const { events, observe } = observer();
    const provider = providerOf({ embed: async () => ({ embeddings: [] }), countTokens: async () => 1 });
    const error = await errorOf(act(provider, { observe, requestId: 'r-1' }));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', provider: 'scripted', requestId: 'r-1' });
    expect(typesOf(events)).toEqual(['call-start 0', 'call-end 0']);
    expect(events[1]).toMatchObject({ operation, requestId: 'r-1', error: { code: 'REQUEST_INVALID' } });
  });

  it('is told the end of every call whose start it was told, at whatever moment its stream was left', async () => {
    let started = 0;
    for (let microtasks = 0; microtasks < 30; microtasks++) {
      const { events, observe } = observer();
      const driver = scriptedDriver([hang]);
      const provider = providerOf(driver, { capabilities: { seed: false } }, { observe });
      const iterator = provider.stream({ messages: 'x', seed: 1 })[Symbol.asyncIterator]();
      const first = iterator.next();
      for (let at = 0; at < microtasks; at++) await Promise.resolve();
      await iterator.return?.();
      await first.catch(() => undefined);
      await settle();
      const told = typesOf(events).filter((name) => name.startsWith('call-'));
      if (told.length === 0) continue;
      expect(told).toEqual(['call-start 0', expect.stringMatching(/^call-end/)]);
      started++;
    }
    expect(started).toBeGreaterThan(0);
  });

  it('never sees what is asked or answered, nor a secret', async () => {
    const { events, observe } = observer();
    const driver = scriptedDriver(
      [new ProviderError({ code: 'OVERLOADED', message: `Wrong ${key}`, retryAfterMs: 1, cause: { key } })],
      [async (call) => call.warn({ code: 'odd', message: `Odd ${key}.` }), ...answer],
    );
    const provider = providerOf(driver, {}, { apiKey: key, headers: { 'x-secret': 'hidden-value' } });
    await read(provider.stream('What is the prompt?', { observe }));
    const shown = JSON.stringify(events);
    expect(shown).toContain('[redacted]');
    expect(shown).not.toContain(key);
    expect(shown).not.toContain('hidden-value');
    expect(shown).not.toMatch(/Hello|What is the prompt/);
  });

  it('never sees the partial answer that an error of another provider carries', async () => {
    const { events, observe } = observer();
    const inner = scriptedDriver([[text('Hello')], passing()]);
    const target = providerOf(inner);
    const driver = scriptedDriver([async () => void (await target.chat('x'))]);
    const error = await errorOf(providerOf(driver).chat('x', { observe }));
    expect(error.partial?.text).toBe('Hello');
    expect(events.map(({ type }) => type)).toContain('call-end');
    expect(JSON.stringify(events)).not.toContain('Hello');
  });
});

describe('notifyObservers', () => {
  const base = { callId: '', operation: 'route', provider: 'front', providerType: 'router', attempt: 0 };

  it('tells each of what happens outside of calls, whatever the others throw, without partial answers', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { events, observe } = observer();
    const failing = () => {
      throw new Error('broken observer');
    };
    const late = (async () => failing()) as unknown as () => void;
    const inner = providerOf(scriptedDriver([[text('Hello')], passing()]));
    const error = await errorOf(inner.chat('x'));
    const event = { ...base, type: 'target-change', target: 'a', state: 'open', error } as const;
    notifyObservers([failing, late, observe], event);
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(events).toMatchObject([{ ...base, target: 'a', error: { code: 'OVERLOADED', message: 'busy' } }]);
    expect(JSON.stringify(events)).not.toContain('Hello');
    expect(error.partial?.text).toBe('Hello');
  });
});

it('costs nothing where nobody observes', async () => {
  const random = vi.spyOn(Math, 'random');
  await providerOf(scriptedDriver(answer)).chat('x');
  expect(random).not.toHaveBeenCalled();
});
