import {
  type Fault,
  type FaultyServer,
  faults,
  sendChunks,
  startFaultyServer,
  unfinishedFrames,
  wholeStream,
} from '@modelport/provider-testkit';
import { createRouter, type Router, type RouterOptions } from '@modelport/router';
import { describe, expect, it } from 'vitest';
import { failureOf, readStream } from '../faults/support/read-stream.js';
import { shortRetryDelays } from '../faults/support/short-retry-delays.js';
import { outcomes } from './outcomes.js';
import { wallCases } from './support/wall-cases.js';
import { chatsAt, type Dialect, ollama, openAI, providerAt } from './support/wall-targets.js';

const ways = [
  ['OpenAI', openAI],
  ['Ollama', ollama],
] as const;
const cuts = outcomes
  .filter(({ stream }) => stream.end === 'cut')
  .map(({ row, fault }) => `${row}: ${fault}`);
const cutCases = wallCases
  .map((each) => [`${each.row}: ${each.fault}`, each] as const)
  .filter(([key]) => cuts.includes(key));

function routerOver(
  servers: readonly { readonly baseUrl: string }[],
  options: Partial<RouterOptions>,
  dialect: Dialect = openAI,
): Router {
  const targets = servers.map(({ baseUrl }, at) => providerAt(`number-${at}`, baseUrl, dialect));
  return createRouter({ targets, ...options });
}

const messagesOf = (server: FaultyServer, at = 0) =>
  (server.requests[at]?.body as { messages: { role: string; content: string }[] } | undefined)?.messages ??
  [];

shortRetryDelays();

describe.each(ways)(
  'with continuation, a target of the %s wire goes on',
  { concurrent: true },
  (_, dialect) => {
    it.each(cutCases)('after %s', async (_key, each) => {
      await using faulty = await each.start(dialect[1]);
      await using healthy = await startFaultyServer('none', { wire: dialect[1] });
      const timers = each.timer && { idleTimeout: 2_000 };
      const router = routerOver([faulty, healthy], { continuation: true, ...timers }, dialect);
      const { text, events, response } = await readStream(router.stream('Hi'));
      expect(text).toMatch(/^(Hel|Hello there!)Hello there!$/);
      expect(response?.finishReason).toBe('stop');
      expect(response?.warnings.map(({ code }) => code)).toContain('continued');
      expect(response?.message.content).toMatchObject([{ type: 'text', text }]);
      expect(response?.attempts).toMatchObject([
        { provider: 'number-0', code: expect.any(String) },
        { provider: 'number-1' },
      ]);
      const kinds = events.map(({ type }) => type);
      expect(kinds.filter((type) => type === 'start' || type === 'finish')).toEqual(['start', 'finish']);
      // The second is shown what the first had said, and neither is asked twice.
      const said = messagesOf(healthy).find(({ role }) => role === 'assistant');
      expect(said?.content).toBe(text.slice(0, -'Hello there!'.length));
      expect([faulty.server && chatsAt(faulty.server, dialect), chatsAt(healthy, dialect)]).toEqual([1, 1]);
    });

    it('in a chat that is not streamed', async () => {
      await using first = await startFaultyServer(faults.cutMidStream({ wire: dialect[1] }));
      await using second = await startFaultyServer('none', { wire: dialect[1] });
      const router = routerOver([first, second], { continuation: true }, dialect);
      const { text, warnings } = await router.chat('Hi');
      expect(text).toBe('Hello there!Hello there!');
      expect(warnings.map(({ code }) => code)).toContain('continued');
    });
  },
);

describe('with continuation', { concurrent: true }, () => {
  it('an answer that is cut again and again ends, within the budget, with all that had come', async () => {
    await using first = await startFaultyServer('cutMidStream');
    await using second = await startFaultyServer('cutMidStream');
    const servers = [first, second];
    const router = routerOver(servers, { continuation: true, breaker: { failures: 10 } });
    const { error, text } = await readStream(router.stream('Hi'));
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED' });
    expect(error?.attempts).toHaveLength(4);
    expect(error?.partial?.text).toBe(text);
    expect(text).toBe('Hello there!'.repeat(4));
    expect(servers.map(({ requests }) => requests.length)).toEqual([2, 2]);
  });

  it('nobody goes on where nobody else is left, and what had come is there', async () => {
    await using first = await startFaultyServer('cutMidStream');
    await using second = await startFaultyServer(faults.httpError({ code: 'AUTH_FAILED', times: Infinity }));
    const router = routerOver([first, second], { continuation: true, maxRetries: 1 });
    const error = await failureOf(router.stream('Hi'));
    expect(error.partial?.text).toBe('Hello there!');
    expect(error.attempts).toMatchObject([{ code: 'STREAM_INTERRUPTED' }, { code: 'AUTH_FAILED' }]);
  });

  it('an answer that must be JSON is not patched together', async () => {
    await using first = await startFaultyServer('cutMidStream');
    await using second = await startFaultyServer('none');
    const router = routerOver([first, second], { continuation: true });
    const request = { messages: 'Hi', responseFormat: { type: 'json' } } as const;
    const error = await failureOf(router.stream(request));
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', partial: { text: 'Hello there!' } });
    expect(second.requests).toHaveLength(0);
  });

  it('an abort in the middle is one', async () => {
    await using first = await startFaultyServer('stallMidStream');
    await using second = await startFaultyServer('none');
    const router = routerOver([first, second], { continuation: true });
    const aborting = new AbortController();
    const { signal } = aborting;
    const { error } = await readStream(router.stream('Hi', { signal }), (text) => {
      if (text === 'Hello there!') aborting.abort();
    });
    expect(error).toMatchObject({ code: 'ABORTED', partial: { text: 'Hello there!' } });
    expect(second.requests).toHaveLength(0);
  });
});

describe('with hedging', { concurrent: true }, () => {
  it.each(['silenceBeforeHeaders', 'headersThenSilence'] as const)(
    'the second answers where the first has nothing to say, and the first is closed: %s',
    async (fault) => {
      await using first = await startFaultyServer(fault);
      await using second = await startFaultyServer('none');
      const router = routerOver([first, second], { hedgeAfter: 50 });
      const { text, response } = await readStream(router.stream('Hi'));
      expect(text).toBe('Hello there!');
      expect(response?.attempts).toMatchObject([
        { provider: 'number-0', code: 'ABORTED' },
        { provider: 'number-1' },
      ]);
      expect((await first.connections[0]?.closed)?.by).toBe('client');
      // To be slower is no failure.
      expect(router.status().targets[0]).toMatchObject({
        state: 'available',
        inFlight: 0,
        calls: { failed: 0 },
      });
      expect([chatsAt(first), chatsAt(second)]).toEqual([1, 1]);
    },
  );

  it('the first answers where it is faster after all, and the second is closed', async () => {
    await using first = await startFaultyServer(faults.delayBeforeFirstEvent({ ms: 2_000 }));
    await using second = await startFaultyServer('silenceBeforeHeaders');
    const router = routerOver([first, second], { hedgeAfter: 50 });
    const { text, response } = await readStream(router.stream('Hi'));
    expect(text).toBe('Hello there!');
    expect(response?.provider).toBe('number-0');
    expect((await second.connections[0]?.closed)?.by).toBe('client');
    expect(router.status().targets.map(({ inFlight, calls }) => [inFlight, calls.failed])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('a plain call is hedged, too', async () => {
    await using first = await startFaultyServer('silenceBeforeHeaders');
    await using second = await startFaultyServer('none');
    const router = routerOver([first, second], { hedgeAfter: 50 });
    const { text, attempts } = await router.chat('Hi');
    expect(text).toBe('Hello there!');
    expect(attempts).toMatchObject([{ provider: 'number-0', code: 'ABORTED' }, { provider: 'number-1' }]);
    expect((await first.connections[0]?.closed)?.by).toBe('client');
  });

  it('a first that fails leaves the call to the second, which is asked once', async () => {
    const late: Fault = [[{ do: 'wait', ms: 500 }, { do: 'reset' }]];
    await using first = await startFaultyServer(late);
    await using second = await startFaultyServer(faults.delayBeforeHeaders({ ms: 2_000 }));
    const router = routerOver([first, second], { hedgeAfter: 50 });
    const { text, response } = await readStream(router.stream('Hi'));
    expect(text).toBe('Hello there!');
    expect(response?.attempts).toMatchObject([
      { provider: 'number-0', code: 'BACKEND_UNREACHABLE' },
      { provider: 'number-1' },
    ]);
    expect([chatsAt(first), chatsAt(second)]).toEqual([1, 1]);
  });

  it('an answer that has begun is never joined by another one', async () => {
    await using first = await startFaultyServer('stallMidStream');
    await using second = await startFaultyServer('none');
    const router = routerOver([first, second], { hedgeAfter: 2_000, idleTimeout: 4_000 });
    const error = await failureOf(router.stream('Hi'));
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'idle', partial: { text: 'Hello there!' } });
    expect(second.connections).toHaveLength(0);
  });
});

describe('what a target sends before its content', { concurrent: true }, () => {
  const request = { messages: 'Hi', includeRaw: true } as const;
  const opening = unfinishedFrames().slice(0, 1);

  it.each([
    ['is cut', faults.cutMidStream({ frames: opening })],
    ['fails', faults.errorMidStream({ frames: opening })],
  ])('is shown to nobody where it then %s', async (_, fault) => {
    await using first = await startFaultyServer(fault);
    await using second = await startFaultyServer('none');
    const router = routerOver([first, second], {});
    const { text, events, response } = await readStream(router.stream(request));
    expect(text).toBe('Hello there!');
    expect(response?.attempts).toHaveLength(2);
    // The raw events of the second alone, as it sends them without a first.
    const alone = await readStream(routerOver([second], {}).stream(request));
    expect(events.map(({ type }) => type)).toEqual(alone.events.map(({ type }) => type));
    expect(events.some(({ type }) => type === 'raw')).toBe(true);
  });

  it('is given up when the first-event timer is over, however lively it is', async () => {
    const beats = Array.from({ length: 200 }, () => [
      ...sendChunks(opening),
      { do: 'wait', ms: 50 } as const,
    ]).flat();
    const [head] = wholeStream([]);
    await using first = await startFaultyServer([[...(head ? [head] : []), ...beats]]);
    await using second = await startFaultyServer('none');
    const router = routerOver([first, second], { firstEventTimeout: 2_000 });
    const { text, attempts } = await router.stream('Hi').response;
    expect(text).toBe('Hello there!');
    expect(attempts).toMatchObject([{ provider: 'number-0', code: 'TIMEOUT' }, { provider: 'number-1' }]);
    expect((await first.connections[0]?.closed)?.by).toBe('client');
  });
});
