import assert from 'node:assert/strict';
import { textAnswer } from '../answer.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failureOf, readToEnd, repetitionOf } from './support/failures.js';

const reason = 'Fault F1: who comes back too early is refused again, and some backends then wait longer.';

/** For how long is waited where the backend says it. */
export const retryAfterCases: readonly ConformanceCase[] = [
  {
    id: 'retries/wait-in-milliseconds',
    title: 'a rate limit is waited for as long as `retry-after-ms` says, then the call is made again',
    reason,
    faults: ['F1'],
    requires: ['failure:RATE_LIMITED'],
    async run(t) {
      t.backend.reply('chat', limited({ 'retry-after-ms': '400' }), textAnswer('At last.'));
      let delay: number | undefined;
      const provider = t.provider({
        maxRetries: 2,
        observe: (event) => {
          if (event.type === 'retry') delay = event.delayMs;
        },
      });
      const { text } = await readToEnd(provider.stream('Hi'));
      assert.equal(text, 'At last.');
      // A composite notes the time until which a target is left alone; some of it is over when it counts what is left.
      const atLeast = t.definition.composite ? 100 : 400;
      assert.ok(delay !== undefined && delay >= atLeast && delay <= 400, `It waited ${delay} ms.`);
    },
  },
  {
    id: 'retries/wait-in-seconds',
    title: 'a rate limit is waited for as long as `retry-after` says in seconds',
    reason,
    faults: ['F1'],
    requires: ['failure:RATE_LIMITED'],
    run: (t) => expectDelay(t, '7', { atLeast: t.definition.composite ? 6_500 : 7_000, atMost: 7_000 }),
  },
  {
    id: 'retries/wait-until-date',
    title: 'a rate limit is waited for until the date that `retry-after` gives',
    reason,
    faults: ['F1'],
    requires: ['failure:RATE_LIMITED'],
    run: (t) =>
      expectDelay(t, new Date(Date.now() + 30_000).toUTCString(), { atLeast: 20_000, atMost: 30_000 }),
  },
  {
    id: 'retries/wait-too-long',
    title: 'a rate limit of more than a minute fails at once, and the message says how long it is',
    reason: 'Architecture, 5: nobody watches a program that stands still; it should say why it cannot go on.',
    faults: ['F1'],
    requires: ['failure:RATE_LIMITED'],
    async run(t) {
      t.backend.reply('chat', limited({ 'retry-after-ms': '90000', 'retry-after': '90' }));
      const { message, retryAfterMs } = await failureOf(t.provider({ maxRetries: 2 }).stream('Hi'));
      assert.equal(retryAfterMs, 90_000);
      assert.ok(message.includes('90 s'), `The message does not say it: ${message}`);
    },
  },
];

async function expectDelay(
  t: CaseContext,
  retryAfter: string,
  { atLeast, atMost }: { readonly atLeast: number; readonly atMost: number },
): Promise<void> {
  t.backend.reply('chat', limited({ 'retry-after': retryAfter }));
  const { delayMs } = await repetitionOf(t.provider());
  const isRight = delayMs >= atLeast && delayMs <= atMost;
  assert.ok(isRight, `It would wait ${delayMs} ms, the backend said "${retryAfter}": set \`retryAfterMs\`.`);
}

function limited(headers: Readonly<Record<string, string>>) {
  return { failure: 'RATE_LIMITED', headers } as const;
}
