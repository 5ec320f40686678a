import { type Provider, ProviderError } from '@modelport/core';
import { type Fault, faults, sendChunks, startFaultyServer, wholeStream } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { activeResources, expectNothingLeft } from './support/active-resources.js';
import { bare, delta, finish, frame, said } from './support/frames.js';
import { readStream } from './support/read-stream.js';
import { onBothTransports } from './support/transports.js';

const streams = 1_000;
const pieces = 4;

const contentOf = (body: unknown) => (body as { messages: { content: string }[] }).messages[0]?.content;

/** Answers each request with its own number, over and over, in pieces that take turns with those of the others. */
const numbered: Fault = [
  ({ body }) => {
    const number = Number(contentOf(body));
    const tool_calls = [
      { index: 0, id: `call_${number}`, function: { name: 'add', arguments: `{"n":${number}}` } },
    ];
    const own = (event: object) => frame({ ...event, id: `answer-${number}`, model: `model-${number}` });
    const texts = Array.from({ length: pieces }, () => own(delta({ content: `${number} ` })));
    const [head, ...end] = wholeStream([
      own(delta({ tool_calls })),
      isBroken(number) ? own(said(`Broken ${number}`)) : own(finish('tool_calls')),
      own(bare({ usage: { prompt_tokens: number, completion_tokens: pieces } })),
    ]);
    const slowly = sendChunks(texts).flatMap((send) => [
      send,
      { do: 'wait', ms: 1 + ((number * 7) % 13) } as const,
    ]);
    return [...(head ? [head] : []), ...slowly, ...end];
  },
];

/** Whether the consumer of this stream leaves it after the first piece. */
const wasLeft = (number: number) => number % 10 === 3;
/** Whether the answer of this stream ends in an error. */
const isBroken = (number: number) => number % 10 === 7;

/** What a stream should come to: most answers are whole, some break, and some are left after the first piece. */
function expected(number: number): object {
  const piece = `${number} `;
  const text = piece.repeat(pieces);
  const requestId = `request-${number}`;
  if (wasLeft(number)) return { text: piece, code: 'ABORTED', requestId };
  if (isBroken(number)) return { text, code: 'BACKEND_ERROR', message: `Broken ${number}.`, requestId };
  return {
    text,
    requestId,
    id: `answer-${number}`,
    model: `model-${number}`,
    call: `call_${number}`,
    tokens: number,
  };
}

async function read(provider: Provider, number: number): Promise<object> {
  const options = { requestId: `request-${number}`, headers: { 'x-number': String(number) } };
  const stream = provider.stream(String(number), options);
  let text = '';
  try {
    for await (const piece of stream.text) {
      text += piece;
      if (wasLeft(number)) break;
    }
    const { requestId, id, model, toolCalls, usage } = await stream.response;
    const { id: call, arguments: given } = toolCalls[0] ?? {};
    expect(given).toEqual({ n: number });
    return { text, requestId, id, model, call, tokens: usage.inputTokens };
  } catch (error) {
    if (!ProviderError.isInstance(error)) throw error;
    const { code, requestId, message, partial } = error;
    if (!wasLeft(number)) expect(partial?.text).toBe(text);
    const broken = /Broken \d+\./.exec(message)?.[0];
    return { text, code, requestId, ...(broken && { message: broken }) };
  }
}

onBothTransports({}, (connect) => {
  describe('F41: many at once on one provider', () => {
    it(`${streams} streams do not mix, and leave nothing`, async () => {
      const before = activeResources();
      {
        await using server = await startFaultyServer(numbered);
        await using provider = connect(server);
        const numbers = Array.from({ length: streams }, (_, number) => number);
        const results = await Promise.all(numbers.map((number) => read(provider, number)));
        expect(results).toEqual(numbers.map(expected));
        // Each request had its own headers and body, and each was sent once.
        const sent = server.requests.map(({ headers, body }) => [
          headers['x-number'],
          headers['x-request-id'],
          contentOf(body),
        ]);
        sent.sort(([one], [other]) => Number(one) - Number(other));
        expect(sent).toEqual(numbers.map((number) => [`${number}`, `request-${number}`, `${number}`]));
        // Those that were left have closed their sockets. (fetch then opens new ones, which nobody asked for.)
        const left = server.connections.filter(({ requests }) =>
          requests.some(({ headers }) => wasLeft(Number(headers['x-number']))),
        );
        expect(left).toHaveLength(streams / 10);
        for (const { closed } of left) expect((await closed).by).toBe('client');
      }
      await expectNothingLeft(before);
    }, 300_000);

    it('calls that take turns keep their own events', async () => {
      await using server = await startFaultyServer(faults.inPieces({ size: 40 }));
      const provider = connect(server);
      const iterators = ['Hi', 'Ho'].map((question) =>
        provider.stream(question).text[Symbol.asyncIterator](),
      );
      const texts = ['', ''];
      for (let ended = 0; ended < 2; ) {
        ended = 0;
        for (const [index, iterator] of iterators.entries()) {
          const { done, value } = await iterator.next();
          if (done) ended++;
          else texts[index] += value;
        }
      }
      expect(texts).toEqual(['Hello there!', 'Hello there!']);
      expect(server.connections.length).toBe(2);
    });

    it('one that is aborted takes no other with it', async () => {
      await using server = await startFaultyServer(faults.inPieces({ size: 100, pause: 10 }));
      const provider = connect(server);
      const aborting = new AbortController();
      const aborted = readStream(provider.stream('Hi', { signal: aborting.signal }));
      const others = Array.from({ length: 5 }, () => readStream(provider.stream('Hi')));
      await server.waitForRequest(6);
      aborting.abort();
      expect((await aborted).error?.code).toBe('ABORTED');
      for (const other of others) expect((await other).text).toBe('Hello there!');
    });
  });
});
