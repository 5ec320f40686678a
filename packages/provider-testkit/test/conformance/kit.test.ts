import { expect, it } from 'vitest';
import { conformanceCases, runConformance } from '../../src/index.js';
import { breakages } from './breakages/index.js';
import { referenceSubject } from './reference/reference-subject.js';

it('passes the reference provider in every case, over both transports', { timeout: 1_200_000 }, async () => {
  const results = await runConformance(referenceSubject());
  expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
});

it('has a broken provider for each case, and none for what is no case', () => {
  expect(Object.keys(breakages).sort()).toEqual(conformanceCases.map(({ id }) => id).sort());
});
