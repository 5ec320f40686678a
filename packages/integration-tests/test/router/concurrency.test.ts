import { getEventListeners } from 'node:events';
import { ProviderError } from '@modelport/core';
import {
  type Fault,
  type FaultyServer,
  type RawRequest,
  type Step,
  sendChunks,
  startFaultyServer,
  wholeJson,
  wholeStream,
} from '@modelport/provider-testkit';
import { createRouter, type Router } from '@modelport/router';
import { describe, expect, it } from 'vitest';
import { activeResources, expectNothingLeft } from '../faults/support/active-resources.js';
import { bare, delta, finish, frame, said } from '../faults/support/frames.js';
import { shortRetryDelays } from '../faults/support/short-retry-delays.js';
import { providerAt } from './support/wall-targets.js';

const streams = 1_000;
const targets = 5;
const concurrent = 60;
const pieces = 4;

const numbers = Array.from({ length: streams }, (_, number) => number);
const contentOf = ({ body }: RawRequest) =>
  Number((body as { messages: { content: string }[] }).messages[0]?.content);

/** Each call fails at two of the five targets, in ways of its own; at the other three it is answered. */
const failsAt = (number: number, target: number) => (7 * number + 3 * target) % targets < 2;
/** Whether the answer breaks off after its content. */
const isBroken = (number: number) => number % 10 === 7;
/** Whether the consumer leaves the stream after the first piece. */
const wasLeft = (number: number) => number % 10 === 3;
/** Whether the caller aborts the call after the first piece. */
const wasAborted = (number: number) => number % 10 === 5;

const ways: readonly ((number: number) => readonly Step[])[] = [
  (number) => wholeJson(500, said(`Target down for ${number}`)),
  // A mere reset would be taken for a kept-alive socket that was stale, and the request sent again.
  () => [{ do: 'send', bytes: 'HTTP/1.1 20' }, { do: 'reset' }],
  () => wholeJson(404, said('No such model.', { code: 'model_not_found' })),
  (number) => wholeStream([frame(said(`Broken at once for ${number}`))]),
];

/** Answers each request with its own number and that of the target, in pieces that take turns with those of the others. */
function flaky(target: number): Fault {
  return [
    (request) => {
      const number = contentOf(request);
      if (failsAt(number, target)) return ways[(number + target) % ways.length]?.(number) ?? [];
      const own = (event: object) => frame({ ...event, id: `answer-${number}`, model: `model-${target}` });
      const texts = Array.from({ length: pieces }, () => own(delta({ content: `${number}@${target} ` })));
      const [head, ...end] = wholeStream([
        isBroken(number) ? own(said(`Broken ${number}`)) : own(finish()),
        own(bare({ usage: { prompt_tokens: number, completion_tokens: pieces } })),
      ]);
      const slowly = sendChunks(texts).flatMap((send): Step[] => [
        send,
        { do: 'wait', ms: 1 + ((number * 7) % 13) },
      ]);
      return [...(head ? [head] : []), ...slowly, ...end];
    },
  ];
}

interface Ended {
  readonly number: number;
  readonly text: string;
  readonly by: number;
  readonly code?: string;
  /** Targets that failed before. */
  readonly failed: readonly number[];
}

async function read(router: Router, number: number, shared: AbortSignal): Promise<Ended> {
  const own = new AbortController();
  const signal = wasAborted(number) ? own.signal : shared;
  const stream = router.stream(String(number), { signal, requestId: `request-${number}` });
  let text = '';
  const ended = (error?: ProviderError): Ended => {
    const targetOf = ({ provider }: { readonly provider: string }) => Number(provider.slice(-1));
    const tried = error?.attempts?.map(targetOf) ?? [];
    return {
      ...{ number, text, by: Number(/@(\d)/.exec(text)?.[1]) },
      ...(error && { code: error.code }),
      failed: tried.slice(0, -1),
    };
  };
  try {
    for await (const piece of stream.text) {
      text += piece;
      if (wasLeft(number)) break;
      if (wasAborted(number)) own.abort();
    }
    const { attempts, id, model, requestId, usage } = await stream.response;
    const { by } = ended();
    expect({ id, model, requestId }).toEqual({
      ...{ id: `answer-${number}`, model: `model-${by}`, requestId: `request-${number}` },
    });
    expect(usage.inputTokens).toBe(number);
    expect(attempts.at(-1)).toMatchObject({ provider: `target-${by}`, model: 'faulty' });
    return { ...ended(), failed: attempts.slice(0, -1).map(({ provider }) => Number(provider.slice(-1))) };
  } catch (error) {
    if (!ProviderError.isInstance(error)) throw error;
    expect(error.partial?.text).toContain(text);
    return ended(error);
  } finally {
    expect(getEventListeners(own.signal, 'abort')).toEqual([]);
  }
}

/** What is true of each call, whichever target has answered it. */
function expectOwn({ number, text, by, code, failed }: Ended): void {
  const piece = `${number}@${by} `;
  if (wasLeft(number) || wasAborted(number)) expect([text, code]).toEqual([piece, 'ABORTED']);
  else expect([text, code]).toEqual([piece.repeat(pieces), isBroken(number) ? 'BACKEND_ERROR' : undefined]);
  expect(failsAt(number, by)).toBe(false);
  for (const target of failed) expect(failsAt(number, target)).toBe(true);
}

shortRetryDelays();

describe('F41: many calls at once of one router', () => {
  it(`${streams} streams over ${targets} flaky targets do not mix, and leave nothing`, {
    timeout: 300_000,
  }, async () => {
    const before = activeResources();
    {
      const servers: FaultyServer[] = [];
      await using stack = new AsyncDisposableStack();
      for (let target = 0; target < targets; target++)
        servers.push(stack.use(await startFaultyServer(flaky(target))));
      const providers = servers.map(({ baseUrl }, at) => providerAt(`target-${at}`, baseUrl));
      for (const provider of providers) stack.use(provider);
      const limits = { concurrent, queue: streams };
      const busiest = providers.map(() => 0);
      const router = createRouter({
        targets: providers.map((provider) => ({ provider, limits })),
        strategy: 'weighted',
        // That targets are left alone is another test.
        breaker: { failures: streams * targets },
        observe: ({ type }) => {
          if (type !== 'attempt-start') return;
          for (const [at, { inFlight }] of router.status().targets.entries())
            busiest[at] = Math.max(busiest[at] ?? 0, inFlight);
        },
      });
      const { signal } = new AbortController();
      const ends = await Promise.all(numbers.map((number) => read(router, number, signal)));
      for (const end of ends) expectOwn(end);
      // Nobody was asked twice, and all were asked who are on the list of a call.
      const asked = servers.map(({ requests }) => requests.map(contentOf));
      for (const list of asked) expect(new Set(list).size).toBe(list.length);
      const listed = ends.flatMap(({ by, failed }) => [by, ...failed]);
      expect(asked.map((list) => list.length)).toEqual(
        asked.map((_, at) => listed.filter((by) => by === at).length),
      );
      // The limit was needed, and kept.
      expect(busiest).toEqual(busiest.map(() => concurrent));
      const { targets: shown } = router.status();
      expect(shown.map(({ inFlight, queued, isFull }) => [inFlight, queued, isFull])).toEqual(
        shown.map(() => [0, 0, false]),
      );
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }
    await expectNothingLeft(before);
  });

  it('calls that a breaker turns away end in one error each, and leave nothing', {
    timeout: 300_000,
  }, async () => {
    await using first = await startFaultyServer('resetBeforeHeaders');
    await using second = await startFaultyServer('cutMidStream');
    const servers = [first, second];
    const router = createRouter({
      targets: servers.map(({ baseUrl }, at) => providerAt(`target-${at}`, baseUrl)),
    });
    const { signal } = new AbortController();
    const ends = await Promise.allSettled(
      Array.from({ length: 300 }, (_, number) => router.stream(String(number), { signal }).response),
    );
    const codes = new Set<string>();
    for (const end of ends) {
      const { reason } = end as PromiseRejectedResult;
      expect(ProviderError.isInstance(reason)).toBe(true);
      codes.add(reason.code);
      if (reason.code === 'STREAM_INTERRUPTED') expect(reason.partial.text).toBe('Hello there!');
    }
    expect([...codes]).toContain('STREAM_INTERRUPTED');
    expect(router.status().targets).toMatchObject([
      { state: 'open', inFlight: 0, queued: 0 },
      { state: 'open', inFlight: 0, queued: 0 },
    ]);
    const asked = servers.map(({ requests }) => requests.length);
    const next = await router.chat('Hi').catch((error: unknown) => error);
    expect(next).toMatchObject({ code: expect.stringMatching(/BACKEND_UNREACHABLE|STREAM_INTERRUPTED/) });
    expect((next as ProviderError).message).toMatch(/target-0 is open.*target-1 is open/);
    expect(servers.map(({ requests }) => requests.length)).toEqual(asked);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
