import { join } from 'node:path';
import type {
  CaseTransport,
  ConformanceCase,
  ConformanceSubject,
  RunOptions,
} from '@modelport/provider-testkit';

const root = join(import.meta.dirname, '../../../../..');
const kitFolder = join(root, 'packages/provider-testkit/dist/conformance');

interface Loader {
  loadSubjects(directory: string): Promise<readonly ConformanceSubject[]>;
}

/** Parts of the kit that are not for authors. */
interface Kit {
  planCases(
    subject: ConformanceSubject,
    options: RunOptions,
  ): readonly { readonly oneCase: ConformanceCase; readonly transport: CaseTransport }[];
  expectedSkip(
    oneCase: ConformanceCase,
    subject: ConformanceSubject,
    transport: CaseTransport,
  ): string | undefined;
}

const loader: Loader = await import(join(root, 'tools/lib/load-subjects.mjs'));
const kit: Kit = {
  ...(await import(join(kitFolder, 'run-conformance.js'))),
  ...(await import(join(kitFolder, 'run-case.js'))),
};

/** How each case of a package's first subject has to end wherever it runs, told without a run. */
export async function expectedEnds(folder: string): Promise<Readonly<Record<string, string>>> {
  const [subject] = await loader.loadSubjects(join(root, folder));
  if (subject === undefined) throw new Error(`${folder} has no conformance subject.`);
  const planned = kit.planCases(subject, { transports: ['own'] });
  return Object.fromEntries(
    planned.map(({ oneCase, transport }) => {
      const reason = kit.expectedSkip(oneCase, subject, transport);
      return [oneCase.id, reason === undefined ? 'passed' : `skipped: ${reason}`];
    }),
  );
}
