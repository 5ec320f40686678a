import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConformanceSubject, RunOptions } from '@modelport/provider-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { plannedEnds } from '../support/planned-ends.js';
import { type RunnerReport, runInNodeTest, runInVitest } from './support/run-both.js';

interface Loader {
  conformingPackages(): readonly { readonly folder: string; readonly directory: string }[];
  bundleSubjects(directory: string, file?: string): Promise<string>;
}

const root = join(import.meta.dirname, '../../../..');
const loader: Loader = await import(join(root, 'tools/lib/load-subjects.mjs'));

/** How each test of a subject has to end, told without a run. */
function expectedEnds(
  subject: ConformanceSubject,
  options: RunOptions,
): readonly (readonly [string, string])[] {
  const path = `${subject.name ?? subject.definition.type} conforms > over its own transport`;
  return plannedEnds(subject, options).map(({ oneCase: { id, title }, end }) => [
    `${path} > ${id}: ${title}`,
    end,
  ]);
}

interface Reports {
  readonly vitest: RunnerReport;
  readonly nodeTest: RunnerReport;
}

async function runBoth(file: string, options: RunOptions): Promise<Reports> {
  const [vitest, nodeTest] = await Promise.all([runInVitest(file, options), runInNodeTest(file, options)]);
  return { vitest, nodeTest };
}

describe('vitest and node:test, with a case for each way in which one can end', () => {
  let reports: Reports;
  const { own, given } = { own: 'over its own transport', given: 'over a given fetch' };

  beforeAll(async () => {
    const testkit = join(root, 'packages/provider-testkit');
    const file = join(testkit, 'test/conformance/reference/mixed-subject.ts');
    const bundle = await loader.bundleSubjects(testkit, file);
    reports = await runBoth(bundle, { only: ['mixed'], caseTimeout: 500 });
  }, 60_000);

  it('end each test alike', () => {
    expect([...reports.nodeTest.ends]).toEqual([...reports.vitest.ends]);
  });

  it('show why a case is skipped', () => {
    const ends = (transport: string): Record<string, string> => ({
      [`reference conforms > ${transport} > mixed/passed: it is passed`]: 'passed',
      [`reference conforms > ${transport} > mixed/failed: it is failed`]: 'failed',
      [`reference conforms > ${transport} > mixed/skipped: it is skipped`]:
        'skipped: there is no setting region',
      [`reference conforms > ${transport} > mixed/known: it is known`]:
        'skipped: known to fail: Bug 7 > bug 8.',
      [`reference conforms > ${transport} > mixed/mended: it is mended`]: 'failed',
      [`reference conforms > ${transport} > mixed/next: it is next`]:
        'skipped: will be required by the next level: It does not work [at all].',
      [`reference conforms > ${transport} > mixed/endless: it is endless`]: 'failed',
      [`reference conforms > ${transport} > mixed/thrown-text: it is thrown-text`]: 'failed',
    });
    expect(Object.fromEntries(reports.vitest.ends)).toEqual({
      ...ends(own),
      [`reference conforms > ${own} > mixed/offline: it is offline`]: 'passed',
      ...ends(given),
    });
  });

  it('show why a case failed, and what rests on it', () => {
    for (const { output } of [reports.vitest, reports.nodeTest]) {
      expect(output).toContain('It does not work [at all].');
      expect(output).toContain('Why it matters: Every end that a case can have');
      expect(output).toContain('mixed/mended is listed in knownFailing ("Bug 9."), but it passes.');
      expect(output).toContain('mixed/endless did not end within 500 ms: the provider hangs.');
      expect(output).toContain("'text' was thrown, which is no Error.");
    }
  });
});

describe('vitest and node:test, with the first subject of each package', () => {
  const packages = loader.conformingPackages().map(({ folder, directory }) => ({ folder, directory }));

  it('are tried with every provider', () => {
    expect(packages.map(({ folder }) => folder)).toEqual(
      expect.arrayContaining(['packages/provider-ollama', 'packages/provider-openai-compatible']),
    );
  });

  it.each(packages)(
    'end each test of $folder alike, and as docs/conformance.md says',
    { timeout: 240_000 },
    async ({ directory }) => {
      const bundle = await loader.bundleSubjects(directory);
      const options = { transports: ['own'] } as const;
      const { vitest, nodeTest } = await runBoth(bundle, options);
      expect([...nodeTest.ends]).toEqual([...vitest.ends]);
      const { subjects } = await import(pathToFileURL(bundle).href);
      expect([...vitest.ends]).toEqual(expectedEnds(subjects[0], options));
    },
  );
});
