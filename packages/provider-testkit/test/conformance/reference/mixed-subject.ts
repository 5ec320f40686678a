import assert from 'node:assert/strict';
import type { ConformanceCase, ConformanceSubject } from '../../../src/index.js';
import { referenceSubject } from './reference-subject.js';

const own = (id: string, given: Partial<ConformanceCase> = {}): ConformanceCase => ({
  id: `mixed/${id}`,
  title: `it is ${id}`,
  reason: 'Every end that a case can have is to look the same under every test runner.',
  run: () => undefined,
  ...given,
});

const fail = (): never => assert.fail('It does not work [at all].');

/** The reference provider with a case for each way in which one can end. */
export const subjects: readonly ConformanceSubject[] = [
  {
    ...referenceSubject(),
    knownFailing: { 'mixed/known': 'Bug 7 > bug 8.', 'mixed/mended': 'Bug 9.' },
    cases: [
      own('passed'),
      own('failed', { run: fail }),
      own('skipped', { requires: ['setting:region'] }),
      own('known', { run: fail }),
      own('mended'),
      own('next', { level: 'next', run: fail }),
      own('offline', { offline: true }),
      own('endless', { run: () => new Promise(() => undefined) }),
      own('thrown-text', {
        run: () => {
          throw 'text';
        },
      }),
    ],
  },
];
