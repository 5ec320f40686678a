import { fuzzProvider } from '@modelport/provider-testkit/fuzz';
import { describe, expect, it } from 'vitest';
import { subjects } from './conformance-subjects.js';

const runs = 1_000;
const seed = Number(process.env['MODELPORT_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
// Where answers are continued, a broken one becomes another one.
const named = subjects
  .filter(({ options }) => !options?.['continuation'])
  .map((each) => [each.name, each] as const);

// `MODELPORT_FUZZ_SEED` gives the same cases again.
describe(`random answers in random pieces, seed ${seed}`, () => {
  it.each(named)(
    `come out of a %s as they were meant, or as an error`,
    { timeout: 120_000 },
    async (_, subject) => {
      const report = await fuzzProvider(subject, { runs, seed });
      expect(report).toMatchObject({ runs, seed });
      expect(report.answers).toBeGreaterThan(runs / 2);
      expect(Object.keys(report.errors)).toContain('STREAM_INTERRUPTED');
    },
  );
});
