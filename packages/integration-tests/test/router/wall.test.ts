import type { ChatEvent, ChatResponse, ObserveEvent, ProviderError } from '@modelport/core';
import { startFaultyServer } from '@modelport/provider-testkit';
import { createRouter, type RouterStatus, type RouterTarget } from '@modelport/router';
import { describe, expect, it } from 'vitest';
import { readStream, type StreamResult } from '../faults/support/read-stream.js';
import { shortRetryDelays } from '../faults/support/short-retry-delays.js';
import { type Outcome, outcomes, type TargetEffect, type WallOutcome } from './outcomes.js';
import { type FirstServer, type WallCase, wallCases } from './support/wall-cases.js';
import { chatsAt, type Dialect, ollama, openAI, providerAt } from './support/wall-targets.js';

const ways: readonly (readonly [name: string, first: Dialect, second: Dialect])[] = [
  ['of the OpenAI wire', openAI, openAI],
  ['of the Ollama wire', ollama, ollama],
  ['of the Ollama wire, then of the OpenAI wire', ollama, openAI],
  ['of the OpenAI wire, then of the Ollama wire', openAI, ollama],
];

const keyOf = ({ row, fault, given = '' }: Pick<WallCase, 'row' | 'fault' | 'given'>) =>
  [row, fault, given].filter(Boolean).join(': ');
const outcomeOf = new Map(outcomes.map((outcome) => [keyOf(outcome), outcome]));
const cases = wallCases.map((each) => [keyOf(each), each] as const);

shortRetryDelays();

describe.each(ways)('what comes of the wall of faults with targets %s', (_, first, second) => {
  const playable = cases.filter(([, each]) => each.isPlayableIn(first[1]));

  describe.each(['stream', 'chat'] as const)('for %s', (operation) => {
    it.concurrent.each(playable)('%s', async (key, each) => {
      const { stream, plain = stream, effect } = outcomeOf.get(key) as WallOutcome;
      const expected = operation === 'chat' ? plain : stream;
      await using faulty = await each.start(first[1]);
      await using healthy = await startFaultyServer('none', { wire: second[1] });
      const result = await call({
        each,
        operation,
        targets: [first, second],
        faulty,
        healthy: healthy.baseUrl,
      });
      expectEnd(result, expected);
      expectEffect(result, effect);
      // Nobody is asked twice who was not to be, and nobody at all once content has come.
      const again = expected.end === 'awaited' ? 2 : 1;
      if (faulty.server) expect(chatsAt(faulty.server, first)).toBe(again);
      expect(chatsAt(healthy, second)).toBe(expected.end === 'rescued' ? 1 : 0);
      if (each.timer) expect((await faulty.server?.connections[0]?.closed)?.by).toBe('client');
    });
  });
});

interface Result extends StreamResult {
  readonly operation: 'stream' | 'chat';
  readonly status: RouterStatus;
  /** What was told of the first target. */
  readonly changes: readonly string[];
}

interface Call {
  readonly each: WallCase;
  readonly operation: 'stream' | 'chat';
  readonly targets: readonly [Dialect, Dialect];
  readonly faulty: FirstServer;
  readonly healthy: string;
}

async function call({ each, operation, targets, faulty, healthy }: Call): Promise<Result> {
  const changes: string[] = [];
  const observe = (event: ObserveEvent) => {
    if (event.type === 'target-change' && event.target === 'first') changes.push(event.state);
  };
  const timers = {
    ...(each.timer === 'idle' ? { idleTimeout: 1_500 } : { firstEventTimeout: 1_500 }),
    // A plain call has no other timer.
    ...(operation === 'chat' && { timeout: 4_000 }),
  };
  const second: RouterTarget = { ...each.second, provider: providerAt('second', healthy, targets[1]) };
  const router = createRouter({
    targets: [
      {
        provider: providerAt('first', faulty.baseUrl, targets[0]),
        // A timer that is not meant to fire must not be in the way.
        ...(each.timer && { options: timers }),
      },
      ...(each.hasSecond ? [second] : []),
    ],
    observe,
    ...each.options,
  });
  const ended =
    operation === 'stream' ? await readStream(router.stream('Hi')) : await chat(router.chat('Hi'));
  if (operation === 'stream' && ended.response) expectOneAnswer(ended.events);
  return { ...ended, operation, changes, status: router.status() };
}

function chat(answering: Promise<ChatResponse>): Promise<StreamResult> {
  return answering.then(
    (response) => ({ events: [], response, text: response.text }),
    (error: ProviderError) => ({ events: [], error, text: error.partial?.text ?? '' }),
  );
}

/** What the first target had begun to say is not in the answer of the second. */
function expectOneAnswer(events: readonly ChatEvent[]): void {
  const ends = events.map(({ type }) => type).filter((type) => type === 'start' || type === 'finish');
  expect(ends).toEqual(['start', 'finish']);
}

/** An answer is whole and from one target; an error is one, and has all that had come. */
function expectEnd({ response, error, text }: Result, expected: Outcome): void {
  const code = 'code' in expected ? expected.code : undefined;
  if (expected.end === 'failed' || expected.end === 'cut') {
    expect(error).toMatchObject({ code, attempts: [{ provider: 'first', code }] });
    expect(error?.attempts).toHaveLength(1);
    expect(error?.partial?.text).toBe(expected.end === 'cut' ? text : undefined);
    if (expected.end === 'cut') expect(text).toMatch(/^Hel/);
    return;
  }
  expect(error).toBeUndefined();
  expect(response?.finishReason).toMatch(/^(stop|tool-calls|content-filter)$/);
  const by = expected.end === 'rescued' ? 'second' : 'first';
  expect(response?.provider).toBe(by);
  if (expected.end !== 'whole') expect(text).toBe('Hello there!');
  const failed = code === undefined ? [] : [{ provider: 'first', code, reason: expect.any(String) }];
  expect(response?.attempts).toMatchObject([...failed, { provider: by }]);
  expect(response?.attempts.at(-1)?.code).toBeUndefined();
}

function expectEffect({ status, changes }: Result, effect: TargetEffect): void {
  const isState = effect === 'cooling' || effect === 'out';
  expect(changes.filter((state) => state !== 'available')).toEqual(isState ? [effect] : []);
  const failures = effect === 'nothing' ? 0 : 1;
  expect(status.targets[0]).toMatchObject({ name: 'first', calls: { failed: failures } });
  expect(status.targets.map(({ inFlight }) => inFlight)).toEqual(status.targets.map(() => 0));
}
