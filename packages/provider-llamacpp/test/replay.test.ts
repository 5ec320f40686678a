import type { ChatEvent } from '@modelport/core';
import {
  captures,
  everyTwoWaySplit,
  loadCapture,
  piecesOf,
  sampleThreeWaySplits,
  startReplayServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { allEvents, answering, ask, testCall, testDriver } from './support/driver.js';

const answers = captures({ prefix: 'llamacpp/', path: '/v1/chat/completions' }).filter(
  ({ status }) => status === 200,
);

let answer: Iterable<Uint8Array> = [];
const driver = testDriver({ fetch: (url, init) => answering(answer)(url, init) });
const call = testCall();

function read(pieces: Iterable<Uint8Array>): Promise<ChatEvent[]> {
  answer = pieces;
  return allEvents(driver.stream(ask('Hi'), call));
}

const replay = (name: string): Promise<ChatEvent[]> => read([loadCapture(`llamacpp/${name}`).body]);

const ofType = <Type extends ChatEvent['type']>(events: readonly ChatEvent[], type: Type) =>
  events.filter((event): event is Extract<ChatEvent, { type: Type }> => event.type === type);

describe('every recorded answer', () => {
  it.each(answers.map((capture) => [capture.name, capture.body] as const))(
    '%s gives the same events however it is cut',
    async (_, bytes) => {
      const whole = JSON.stringify(await read([bytes]));
      expect(whole).toContain('"start"');
      const differing: string[] = [];
      const compare = async (pieces: Uint8Array[]) => {
        if (JSON.stringify(await read(pieces)) !== whole)
          differing.push(pieces.map(({ length }) => length).join('+'));
      };
      // The one long capture repeats itself.
      const step = bytes.length < 20_000 ? 1 : 61;
      let index = 0;
      for (const pieces of everyTwoWaySplit(bytes)) if (index++ % step === 0) await compare(pieces);
      for (const pieces of sampleThreeWaySplits(bytes, 50)) await compare(pieces);
      await compare(piecesOf(bytes, 1));
      expect(differing).toEqual([]);
    },
    300_000,
  );

  it.each(answers.map((capture) => [capture.name, capture] as const))(
    '%s comes over a socket as it does from memory',
    async (_, capture) => {
      await using server = await startReplayServer(capture, { cuts: [1, 100, 101, 500] });
      const { baseUrl } = server;
      const events = await allEvents(testDriver({ baseUrl }).stream(ask('Hi'), testCall()));
      const withoutHeaders = (list: readonly ChatEvent[]) =>
        list.map((event) => (event.type === 'start' ? { ...event, headers: undefined } : event));
      expect(withoutHeaders(events)).toEqual(withoutHeaders(await read([capture.body])));
      expect(server.mismatches).toEqual([]);
    },
  );

  it('but one that was cut ends with a finish', async () => {
    for (const { name, body } of answers) {
      const finishes = ofType(await read([body]), 'finish').length;
      expect([name, finishes]).toEqual([name, name === 'llamacpp/abort-stream' ? 0 : 1]);
    }
  });
});

describe('what llama-server adds to an answer', () => {
  it('progress shows how much of the prompt was read, cached tokens included', async () => {
    expect(ofType(await replay('chat-stream-timings'), 'progress')).toEqual([
      { type: 'progress', processedTokens: 3, totalTokens: 9 },
      { type: 'progress', processedTokens: 9, totalTokens: 9 },
    ]);
  });

  it('timings come with the finish, in milliseconds and tokens per second', async () => {
    const [finish] = ofType(await replay('chat-stream-usage'), 'finish');
    const { prompt_ms, predicted_ms, prompt_per_second, predicted_per_second } = recordedTimings();
    expect(finish?.timings).toEqual({
      inputMs: prompt_ms,
      outputMs: predicted_ms,
      inputTokensPerSecond: prompt_per_second,
      outputTokensPerSecond: predicted_per_second,
      raw: recordedTimings(),
    });
  });

  it('usage is made of the timings where none was sent, and tells how much was cached', async () => {
    const withUsage = ofType(await replay('chat-stream-usage'), 'usage');
    expect(withUsage).toHaveLength(1);
    const { cache_n, prompt_n } = recordedTimings('chat-stream');
    const [usage] = ofType(await replay('chat-stream'), 'usage');
    expect(usage?.usage).toEqual({
      inputTokens: Number(cache_n) + Number(prompt_n),
      cachedInputTokens: cache_n,
      outputTokens: 20,
    });
  });

  it('reasoning is marked, so that it can go back to the template', async () => {
    const events = await replay('thinking-stream');
    expect(
      ofType(events, 'reasoning-delta')
        .map(({ text }) => text)
        .join(''),
    ).toMatch(/^Okay so/);
    expect(ofType(events, 'part-end')).toEqual([
      {
        type: 'part-end',
        part: 0,
        providerData: { type: 'llamacpp', data: { field: 'reasoning_content' } },
      },
    ]);
  });
});

/** The last timings in a recorded stream. */
function recordedTimings(name = 'chat-stream-usage'): Record<string, unknown> {
  const text = new TextDecoder().decode(loadCapture(`llamacpp/${name}`).body);
  const last = text.match(/"timings":(\{[^}]*\})/g)?.at(-1) ?? '';
  return JSON.parse(last.slice('"timings":'.length));
}
