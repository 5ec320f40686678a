import assert from 'node:assert/strict';
import type { Provider } from '@modelport/core';
import * as faults from '../../faulty/faults.js';
import { textAnswer } from '../answer.js';
import type { Reply } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { readToEnd } from './support/failures.js';
import { expectNothingLeft, resourcesBefore, unhandledRejections } from './support/resources.js';

const reason =
  'Fault F40: what is left keeps programs from ending, and fills the memory of those that run on.';

/** What is left when a call is over. */
export const leaksCases: readonly ConformanceCase[] = [
  {
    id: 'leaks/after-success',
    title: 'an answer leaves no timer and no socket that keeps the process alive',
    reason: `${reason} Kept connections must not count.`,
    requires: ['wire'],
    isolated: true,
    async run(t) {
      const before = await resourcesBefore();
      t.answer(textAnswer(['Hel', 'lo.']));
      await askBothWays(t.provider());
      // The backend's ends of the connections are in this process, too.
      await expectNothingLeft(before, () => t.backend.openSockets);
    },
  },
  {
    id: 'leaks/after-failure',
    title: 'a failure leaves no timer and no socket that keeps the process alive',
    reason,
    faults: ['F20', 'F7', 'F4'],
    requires: ['wire'],
    isolated: true,
    run: (t) =>
      expectClean(t, [
        ...[faults.resetBeforeHeaders(), faults.htmlPage()].flatMap((fault) =>
          fault.map((reply) => [reply, askBothWays] as const),
        ),
        ...faults.cutMidStream({ wire: t.wire }).map((reply) => [reply, readStream] as const),
        [{ status: 500, body: 'Oh no.' }, askBothWays],
      ]),
  },
  {
    id: 'leaks/after-leaving',
    title: 'an abort, a timer or a break leaves no timer and no socket that keeps the process alive',
    reason,
    faults: ['F5', 'F21', 'F40'],
    requires: ['wire'],
    isolated: true,
    async run(t) {
      const [stall = []] = faults.stallMidStream({ wire: t.wire });
      await expectClean(t, [
        [[{ do: 'stay-silent' }], (provider) => readToEnd(provider.stream('Hi', { timeout: 40 }))],
        [
          [{ do: 'stay-silent' }],
          (provider) => readToEnd(provider.stream('Hi', { signal: AbortSignal.timeout(40) })),
        ],
        [stall, breakOff],
      ]);
    },
  },
  {
    id: 'leaks/unhandled-rejections',
    title: 'no failure becomes an unhandled rejection',
    reason: 'Node ends the whole program for one of them.',
    faults: ['F40'],
    requires: ['wire'],
    isolated: true,
    async run(t) {
      const { wire } = t;
      const provider = t.provider();
      const seen = await unhandledRejections(async () => {
        const failures = [faults.resetBeforeHeaders(), faults.cutMidStream({ wire }), faults.emptyBody()];
        for (const fault of failures) {
          t.backend.reply('chat', ...fault);
          await askBothWays(provider);
        }
        t.backend.reply('chat', ...faults.stallMidStream({ wire }));
        await breakOff(provider);
      });
      assert.deepEqual(seen, [], 'A promise of the driver was rejected, and nobody waits for it.');
    },
  },
];

type Use = (provider: Provider) => Promise<unknown>;

/** Uses one provider in each of these ways. What its backend holds is taken down before it is looked at. */
async function expectClean(t: CaseContext, ways: readonly (readonly [Reply, Use])[]): Promise<void> {
  const before = await resourcesBefore();
  const provider = t.provider();
  for (const [reply, use] of ways) {
    t.backend.reply('chat', reply);
    await use(provider);
  }
  await provider.close();
  await t.backend.close();
  // The backend's own socket is gone, too.
  await expectNothingLeft(before);
}

const readStream: Use = (provider) => readToEnd(provider.stream('Hi'));

const askBothWays: Use = async (provider) => {
  await readToEnd(provider.stream('Hi'));
  await provider.chat('Hi').catch(() => undefined);
};

const breakOff: Use = async (provider) => {
  for await (const event of provider.stream('Hi')) if (event.type === 'text-delta') break;
};
