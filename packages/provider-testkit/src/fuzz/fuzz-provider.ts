import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { Answer } from '../conformance/answer.js';
import type { ConformanceSubject } from '../conformance/subject.js';
import { within } from '../conformance/within.js';
import { factsMeant } from './facts.js';
import { createFuzzBench, type Outcome } from './fuzz-bench.js';
import { randomAnswers } from './random-answer.js';
import { type Delivery, deliveries } from './random-delivery.js';

/** How many random cases, and which. */
export interface FuzzOptions {
  /** Default 10,000. */
  readonly runs?: number | undefined;
  /** Gives the same cases again. Default: a random one. */
  readonly seed?: number | undefined;
  /** Milliseconds after which one case hangs. Default 5,000. */
  readonly caseTimeout?: number | undefined;
}

/** What came of it. */
export interface FuzzReport {
  readonly runs: number;
  readonly seed: number;
  /** How many answers came out whole. */
  readonly answers: number;
  /** How many became an error, by its code. */
  readonly errors: Readonly<Record<string, number>>;
  readonly durationMs: number;
  /** By how many bytes the heap had grown at the end, after a collection. */
  readonly heapGrowth: number;
}

/**
 * Gives a provider random answers of its backend in random reads, half of them damaged, without sockets. A sound one must
 * come out as it was meant, however it is cut; a damaged one must become an answer or a `ProviderError` in time; and one that
 * has lost its end must never become an answer.
 * @throws Error with the seed and the smallest case that does not.
 */
export async function fuzzProvider(
  subject: ConformanceSubject,
  { runs = 10_000, seed = Math.floor(Math.random() * 2 ** 31), caseTimeout = 5000 }: FuzzOptions = {},
): Promise<FuzzReport> {
  const { wire, definition } = subject;
  if (wire === undefined) throw new Error('A provider without a wire has no bytes to cut.');
  const withTools = definition.capabilities.tools !== false;
  const bench = createFuzzBench(subject, wire, withTools);
  const errors: Record<string, number> = {};
  let answers = 0;
  const heapBefore = heapUsed();
  const started = performance.now();

  const holds = fc.asyncProperty(randomAnswers(wire, withTools), deliveries, async (answer, delivery) => {
    const outcome = await within(bench.ask(answer, delivery), 'The end of the answer', caseTimeout);
    judge(answer, delivery, outcome);
    const { error } = outcome;
    if (error) errors[error.code] = (errors[error.code] ?? 0) + 1;
    else answers++;
  });
  try {
    await fc.assert(holds, { numRuns: runs, seed });
  } finally {
    await bench.close();
  }
  const durationMs = Math.round(performance.now() - started);
  return { runs, seed, answers, errors, durationMs, heapGrowth: heapUsed() - heapBefore };
}

function judge(answer: Answer, { damage }: Delivery, { facts, error, hasEnd }: Outcome): void {
  if (damage === undefined) {
    if (error) throw new Error('A sound answer became an error.', { cause: error });
    assert.deepEqual(facts, factsMeant(answer), 'A sound answer came out as something else.');
  } else if (damage.kind === 'cut' && !hasEnd) {
    assert.ok(error, 'An answer that has lost its end came out as a whole one.');
  }
}

/** Node lends its collector to a new context, once the flag is set. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
