import assert from 'node:assert/strict';
import * as faults from '../../faulty/faults.js';
import type { RawRequest } from '../../network/request-reader.js';
import { textAnswer } from '../answer.js';
import { streamSteps } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { within } from '../within.js';
import { chatsAsked, failureOf, readToEnd } from './support/failures.js';

const streams = 100;

/** Several calls on one provider. */
export const concurrencyCases: readonly ConformanceCase[] = [
  {
    id: 'concurrency/no-mixing',
    title: `${streams} streams at once do not mix`,
    reason: 'Fault F41: a service whose users see the answers of others is switched off.',
    faults: ['F41'],
    requires: ['wire'],
    // It takes all there is of the processor.
    isolated: true,
    async run(t) {
      t.backend.reply('chat', (request) => {
        const number = questionOf(t, request);
        const { opening, content, finish, end } = t.wire.frames(textAnswer([`${number} `, `of ${number}`]));
        const [first = '', ...rest] = content;
        const wait = { do: 'wait', ms: 1 + ((Number(number) * 7) % 13) } as const;
        const begun = streamSteps(t.wire, [...opening, first], { open: true });
        return [...begun, wait, ...streamSteps(t.wire, [...rest, ...finish, ...end]).slice(1)];
      });
      const provider = t.provider();
      const numbers = Array.from({ length: streams }, (_, index) => String(1000 + index));
      const ends = await Promise.all(numbers.map((number) => readToEnd(provider.stream(number))));
      const texts = ends.map(({ text, error }) => error?.message ?? text);
      assert.deepEqual(
        texts,
        numbers.map((number) => `${number} of ${number}`),
      );
    },
  },
  {
    id: 'concurrency/error-apart',
    title: 'the error of one call touches no other',
    reason: 'Fault F41: one refused request must not end the answers of everybody else.',
    faults: ['F41'],
    requires: ['failure:REQUEST_INVALID'],
    async run(t) {
      const others = await openStreams(t);
      t.backend.reply('chat', { failure: 'REQUEST_INVALID' });
      await failureOf(others.provider.stream('Hi'));
      await others.expectWhole();
    },
  },
  {
    id: 'concurrency/abort-apart',
    title: 'the abort of one call touches no other',
    reason: 'Fault F41: one user who leaves must not end the answers of everybody else.',
    faults: ['F40', 'F41'],
    requires: ['wire'],
    async run(t) {
      const others = await openStreams(t);
      t.backend.reply('chat', ...faults.silenceBeforeHeaders());
      const stop = new AbortController();
      const asked = chatsAsked(t);
      const outcome = failureOf(others.provider.stream('Hi', { signal: stop.signal }));
      await within(untilAsked(t, asked + 1), 'A request to the backend');
      stop.abort();
      await outcome;
      await others.expectWhole();
    },
  },
];

/** The last words of the request. */
function questionOf({ wire }: CaseContext, request: RawRequest): string {
  const message = wire.readChat(request).messages?.at(-1);
  const [part] = typeof message?.content === 'string' ? [] : (message?.content ?? []);
  return part?.type === 'text' ? part.text : '';
}

async function untilAsked(t: CaseContext, chats: number): Promise<void> {
  while (chatsAsked(t) < chats) await t.backend.waitForRequest(t.backend.requests.length + 1);
}

/** Begins two streams, and lets them end when they are looked at. */
async function openStreams(t: CaseContext) {
  let goOn = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { opening, content, finish, end } = t.wire.frames(textAnswer(['Hel', 'lo!']));
  const [first = '', ...rest] = content;
  t.backend.reply('chat', (_, connection) => {
    void waiting.then(async () => {
      const [, ...steps] = streamSteps(t.wire, [...rest, ...finish, ...end]);
      for (const step of steps) if (step.do === 'send') await connection.send(step.bytes);
    });
    return streamSteps(t.wire, [...opening, first], { open: true });
  });
  const provider = t.provider();
  const iterators = [1, 2].map(() => provider.stream('Hi').text[Symbol.asyncIterator]());
  for (const iterator of iterators) {
    assert.equal((await within(iterator.next(), 'The first text')).value, 'Hel');
  }
  return {
    provider,
    async expectWhole(): Promise<void> {
      goOn();
      for (const iterator of iterators) {
        const { value } = await within(iterator.next(), 'The text of another call');
        assert.equal(value, 'lo!', 'Another call was cut off.');
        assert.equal((await within(iterator.next(), 'The end of another call')).done, true);
      }
    },
  };
}
