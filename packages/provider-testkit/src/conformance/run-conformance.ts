import type { CaseTransport } from './case-context.js';
import { conformanceCases } from './cases/index.js';
import type { ConformanceCase } from './conformance-case.js';
import { type CaseResult, type RunOptions, runCase } from './run-case.js';
import type { ConformanceSubject } from './subject.js';

/** One case over one transport. */
export interface PlannedCase {
  readonly oneCase: ConformanceCase;
  readonly transport: CaseTransport;
}

/** Every case that may concern a subject: the kit's, those of its wire and its own. */
export function casesOf({ wire, cases = [] }: ConformanceSubject): readonly ConformanceCase[] {
  return [...conformanceCases, ...(wire?.cases ?? []), ...cases];
}

/** What a run consists of, in its order: all cases, once over each transport. */
export function planCases(
  subject: ConformanceSubject,
  { transports = subject.transports ?? ['own', 'fetch'], only }: RunOptions = {},
): readonly PlannedCase[] {
  const chosen = casesOf(subject).filter(({ id }) => only?.some((name) => isNamed(id, name)) ?? true);
  const usable = subject.wire ? transports : transports.slice(0, 1);
  return usable.flatMap((transport, index) =>
    chosen
      .filter(({ offline }) => index === 0 || !offline)
      .map((oneCase): PlannedCase => ({ oneCase, transport })),
  );
}

/**
 * Runs all cases one after the other, without a test runner, and tells how each ended.
 * @throws Error as {@link checkIds}; a case that fails is a result.
 */
export async function runConformance(
  subject: ConformanceSubject,
  options: RunOptions = {},
): Promise<readonly CaseResult[]> {
  checkIds(subject, options);
  const results: CaseResult[] = [];
  for (const { oneCase, transport } of planCases(subject, options)) {
    results.push(await runCase(oneCase, subject, transport, options));
  }
  return results;
}

/** @throws Error for an id in `knownFailing` or `only` that no case has, and for one that two cases have. */
export function checkIds(subject: ConformanceSubject, { only = [] }: RunOptions = {}): void {
  const ids = casesOf(subject).map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0) throw new Error(`Two cases have the same id: ${twice.join(', ')}.`);
  const known = Object.keys(subject.knownFailing ?? {});
  const unknown = known.filter((key) => !ids.includes(key.replace(/ over (own|fetch)$/, '')));
  if (unknown.length > 0)
    throw new Error(`knownFailing names cases that do not exist: ${unknown.join(', ')}.`);
  const empty = only.filter((name) => !ids.some((id) => isNamed(id, name)));
  if (empty.length > 0) throw new Error(`only names cases that do not exist: ${empty.join(', ')}.`);
}

function isNamed(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}/`);
}
