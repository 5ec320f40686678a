import { join } from 'node:path';
import type { ConformanceSubject } from '@modelport/provider-testkit';
import { plannedEnds } from '../../support/planned-ends.js';

const root = join(import.meta.dirname, '../../../../..');

interface Loader {
  loadSubjects(directory: string): Promise<readonly ConformanceSubject[]>;
}

const loader: Loader = await import(join(root, 'tools/lib/load-subjects.mjs'));

/** How each case of a package's first subject has to end wherever it runs, told without a run. */
export async function expectedEnds(folder: string): Promise<Readonly<Record<string, string>>> {
  const [subject] = await loader.loadSubjects(join(root, folder));
  if (subject === undefined) throw new Error(`${folder} has no conformance subject.`);
  const planned = plannedEnds(subject, { transports: ['own'] });
  return Object.fromEntries(planned.map(({ oneCase, end }) => [oneCase.id, end]));
}
