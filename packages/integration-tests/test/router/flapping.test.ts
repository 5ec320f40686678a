import type { ObserveEvent } from '@modelport/core';
import { answerWell, type Fault, startFaultyServer, wholeJson } from '@modelport/provider-testkit';
import { createRouter } from '@modelport/router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { providerAt } from './support/wall-targets.js';

/** A minute, in twenty calls. */
const calls = 20;
const between = 3_000;

/** What the first target does with its request number `index`, `second` seconds after the beginning. */
type Flap = (index: number, second: number) => 'works' | 'fails';

/** When the first target was left alone, and how many calls tried it afterwards. */
interface Opening {
  readonly at: number;
  readonly until: number;
  probes: number;
}

/** What happened in one minute. */
interface Minute {
  readonly answers: readonly { readonly text: string; readonly by: string }[];
  readonly requests: readonly { readonly at: number; readonly ended: 'works' | 'fails' }[];
  readonly openings: readonly Opening[];
}

// Sockets go on by themselves; only the clock that the router looks at is moved by hand.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const flaps: readonly (readonly [name: string, Flap])[] = [
  ['that fails all the time', () => 'fails'],
  ['that fails, works once, and fails again', (index) => (index === 3 ? 'works' : 'fails')],
  [
    'that works at every second request once it was left alone',
    (index) => (index >= 3 && index % 2 ? 'works' : 'fails'),
  ],
  ['that is down for 12 seconds of every 15', (_, second) => (second % 15 < 12 ? 'fails' : 'works')],
  ['that is down for 30 seconds', (_, second) => (second < 30 ? 'fails' : 'works')],
  [
    'that is back each time it is tried, for two calls',
    (index) => (index >= 3 && index % 3 < 2 ? 'works' : 'fails'),
  ],
];

describe('a first target', () => {
  it.each(flaps)(
    '%s costs one call for each time that it is left alone, and none is lost',
    async (_, flap) => {
      const { answers, requests, openings } = await liveThrough(flap, 1);
      expect(answers).toHaveLength(calls);
      for (const { text } of answers) expect(text).toBe('Hello there!');
      expect(openings.length).toBeGreaterThan(0);
      expectLeftAlone(openings, requests);
      // Three failures in a row open it for the first time, one each time after that.
      const [first] = openings as [Opening];
      const later = requests.filter(({ at, ended }) => at > first.at && ended === 'fails');
      expect(later).toHaveLength(openings.length - 1);
    },
  );

  it('that fails all the time is tried after 10 seconds, then after 20, then after 40', async () => {
    const { requests, openings } = await liveThrough(() => 'fails', 1);
    expect(openings.map(({ at, until }) => until - at)).toEqual([10_000, 20_000, 40_000]);
    expect(requests.map(({ at }) => at / 1_000)).toEqual([0, 3, 6, 18, 39]);
  });

  it('that is well again has all calls again', async () => {
    const { answers } = await liveThrough((_, second) => (second < 10 ? 'fails' : 'works'), 1);
    expect(answers.map(({ by }) => by)).toEqual([
      ...Array.from({ length: 6 }, () => 'second'),
      ...Array.from({ length: 14 }, () => 'first'),
    ]);
  });

  it.each(flaps)('%s is tried by one of several calls that come at once', async (_, flap) => {
    const { answers, requests, openings } = await liveThrough(flap, 5);
    expect(answers).toHaveLength(calls);
    for (const { text } of answers) expect(text).toBe('Hello there!');
    expectLeftAlone(openings, requests);
  });
});

/** Nobody comes while it is open, and one call tries it when that is over. */
function expectLeftAlone(openings: Minute['openings'], requests: Minute['requests']): void {
  for (const { at, until, probes } of openings) {
    expect(requests.filter((request) => request.at > at && request.at < until)).toEqual([]);
    expect(probes).toBeLessThanOrEqual(1);
  }
}

/** Makes the calls of one minute, `atOnce` at a time. */
async function liveThrough(flap: Flap, atOnce: number): Promise<Minute> {
  const requests: { at: number; ended: 'works' | 'fails' }[] = [];
  const openings: Opening[] = [];
  const answers: { text: string; by: string }[] = [];
  const begunAt = Date.now();
  const now = () => Date.now() - begunAt;
  const flapping: Fault = [
    (request) => {
      const ended = flap(requests.length, now() / 1_000);
      requests.push({ at: now(), ended });
      const opening = openings.at(-1);
      if (opening && router.status().targets[0]?.state === 'half-open') opening.probes++;
      return ended === 'works' ? answerWell(request) : wholeJson(500, { error: { message: 'Down.' } });
    },
  ];
  const observe = (event: ObserveEvent): void => {
    if (event.type !== 'target-change' || event.state !== 'open') return;
    openings.push({ at: now(), until: now() + (event.retryAfterMs ?? 0), probes: 0 });
  };
  await using first = await startFaultyServer(flapping);
  await using second = await startFaultyServer('none');
  const targets = [providerAt('first', first.baseUrl), providerAt('second', second.baseUrl)];
  const router = createRouter({ targets, observe });
  for (let call = 0; call < calls; call += atOnce) {
    const asked = Array.from({ length: atOnce }, () => router.chat('Hi'));
    for (const { text, provider } of await Promise.all(asked)) answers.push({ text, by: provider });
    vi.advanceTimersByTime(between * atOnce);
  }
  return { answers, requests, openings };
}
