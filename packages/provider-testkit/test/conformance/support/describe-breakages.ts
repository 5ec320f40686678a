import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConformanceCase, conformanceCases, runCase } from '../../../src/index.js';
import { breakages } from '../breakages/index.js';
import { referenceSubject } from '../reference/reference-subject.js';

/** `MODELPORT_KIT=all`: each broken provider runs every case, which takes a quarter of an hour. */
const isWhole = process.env['MODELPORT_KIT'] === 'all';
const sampleSize = 25;
const seed = Number(process.env['MODELPORT_KIT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/**
 * Checks that each broken provider fails its own case and nothing else: of all cases, or of those of the same group and a
 * random sample of the others. `share` of `shares` files does its part, so that they run side by side.
 */
export function describeBreakages(share: number, shares: number): void {
  const scope = isWhole ? 'of all cases' : `of its group and ${sampleSize} others, seed ${seed}`;
  const mine = Object.entries(breakages).filter((_, index) => index % shares === share);
  describe(`each broken provider fails its case and nothing else, ${scope}`, () => {
    expectUnhandledRejections();

    it.each(mine)('%s', { timeout: 600_000 }, async (id, breakage) => {
      const failed: string[] = [];
      const run = async (oneCase: ConformanceCase) => {
        const options = { level: 'next', caseTimeout: 20_000 } as const;
        const { status } = await runCase(oneCase, referenceSubject(breakage), 'own', options);
        if (status === 'failed') failed.push(oneCase.id);
      };
      const chosen = isWhole ? conformanceCases : casesFor(id);
      // Cases mostly wait, so some wait together; those that look at the whole process run alone.
      const queue = chosen.filter(({ isolated }) => !isolated);
      const work = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) await run(next);
      };
      await Promise.all(Array.from({ length: 8 }, work));
      for (const oneCase of chosen.filter(({ isolated }) => isolated)) await run(oneCase);
      expect(failed).toEqual([id]);
    });
  });
}

function casesFor(id: string): readonly ConformanceCase[] {
  const group = id.slice(0, id.indexOf('/') + 1);
  const own = conformanceCases.filter((oneCase) => oneCase.id.startsWith(group));
  const others = conformanceCases.filter((oneCase) => !oneCase.id.startsWith(group));
  const random = randomNumbers(seed + id.length * 7919 + conformanceCases.findIndex((one) => one.id === id));
  const sample = others.map((oneCase) => ({ oneCase, at: random() })).sort((one, other) => one.at - other.at);
  return [...own, ...sample.slice(0, sampleSize).map(({ oneCase }) => oneCase)];
}

/** Numbers from 0 to 1 that a seed gives again (mulberry32). */
function randomNumbers(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A broken provider may leave rejections that nobody handles: one of the cases is about them. */
function expectUnhandledRejections(): void {
  const listeners = process.listeners('unhandledRejection');
  beforeAll(() => {
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', () => undefined);
  });
  afterAll(() => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });
}
