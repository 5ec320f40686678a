import { createProvider, type Provider, ProviderError } from '@modelport/core';
import '@modelport/provider-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, askProviders, countdown } from '../../src/health/ask-providers.js';
import { hangs } from './support.js';

const providersOf = (count: number): Provider[] =>
  Array.from({ length: count }, (_, at) => createProvider('mock', { name: `p${at}` }) as Provider);

/** Asks all of them, and gives what each has answered by its name. */
async function askAll(
  providers: readonly Provider[],
  ask: (provider: Provider, limit: number) => Promise<string>,
  limit: () => number = countdown(),
): Promise<Map<string, Answer<string>>> {
  const answers = new Map<string, Answer<string>>();
  await askProviders(providers, {
    limit,
    ask,
    told(provider, answer) {
      answers.set(provider.name, answer);
      return false;
    },
  });
  return answers;
}

const codeOf = (answer: Answer<string> | undefined) =>
  answer && 'error' in answer ? answer.error.code : 'none';

describe('asking providers', () => {
  it('asks each once, however often it is listed', async () => {
    const [one, two] = providersOf(2) as [Provider, Provider];
    const asked: string[] = [];
    await askAll([one, two, one, one], async ({ name }) => {
      asked.push(name);
      return name;
    });
    expect(asked).toEqual(['p0', 'p1']);
  });

  it('asks 16 at a time, and the next as soon as one has answered', async () => {
    let inFlight = 0;
    let most = 0;
    const answers = await askAll(providersOf(50), async ({ name }) => {
      most = Math.max(most, ++inFlight);
      await Promise.resolve();
      inFlight--;
      return name;
    });
    expect(most).toBe(16);
    expect(answers.size).toBe(50);
  });

  it('ends at once where an answer is enough, and asks nobody else', async () => {
    const asked: string[] = [];
    await askProviders(providersOf(100), {
      limit: countdown(),
      async ask({ name }) {
        asked.push(name);
        return name === 'p3' ? name : hangs();
      },
      told: () => true,
    });
    expect(asked).toHaveLength(16);
  });

  it('tells of a provider that rejects, and of one that throws, under its name', async () => {
    const answers = await askAll(providersOf(3), ({ name }) => {
      if (name === 'p0') return Promise.reject(new ProviderError({ code: 'AUTH_FAILED', message: 'No.' }));
      if (name === 'p1') return Promise.reject('broken');
      return Promise.resolve(name);
    });
    expect(answers.get('p0')).toMatchObject({ error: { code: 'AUTH_FAILED', provider: 'p0', type: 'mock' } });
    expect(answers.get('p1')).toMatchObject({ error: { message: 'broken', provider: 'p1' } });
    expect(answers.get('p2')).toEqual({ result: 'p2' });
  });
});

describe('asking providers that do not answer', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits for none longer than a second beyond its limit', async () => {
    const pending = askAll(providersOf(2), ({ name }) => (name === 'p0' ? hangs() : Promise.resolve(name)));
    await vi.advanceTimersByTimeAsync(5_999);
    const early = await Promise.race([pending, Promise.resolve('waits')]);
    expect(early).toBe('waits');
    await vi.advanceTimersByTimeAsync(1);
    const answers = await pending;
    expect(codeOf(answers.get('p0'))).toBe('TIMEOUT');
    expect(codeOf(answers.get('p1'))).toBe('none');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has one limit for all: the later ones have what is left, and those whose turn comes too late are not asked', async () => {
    const limits: number[] = [];
    const pending = askAll(
      providersOf(40),
      (_, limit) => {
        limits.push(limit);
        return new Promise((resolve) => {
          setTimeout(resolve, 400, 'late but well');
        });
      },
      countdown(600),
    );
    await vi.advanceTimersByTimeAsync(2_000);
    const answers = await pending;
    expect(limits).toEqual([...Array(16).fill(600), ...Array(16).fill(200)]);
    const late = [...answers].filter(([, answer]) => codeOf(answer) === 'TIMEOUT').map(([name]) => name);
    expect(late).toEqual(['p32', 'p33', 'p34', 'p35', 'p36', 'p37', 'p38', 'p39']);
    expect(answers.size).toBe(40);
  });

  it('waits for ever where there is no limit', async () => {
    let answer: (text: string) => void = () => undefined;
    const pending = askAll(
      providersOf(1),
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
      countdown(0),
    );
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    answer('at last');
    expect((await pending).get('p0')).toEqual({ result: 'at last' });
  });
});
