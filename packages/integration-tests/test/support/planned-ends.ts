import { join } from 'node:path';
import type {
  CaseTransport,
  ConformanceCase,
  ConformanceSubject,
  RunOptions,
} from '@modelport/provider-testkit';

/** Parts of the kit that are not for authors; the page docs/conformance.md is made by them, too. */
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

const built = join(import.meta.dirname, '../../../provider-testkit/dist/conformance');
const kit: Kit = {
  ...(await import(join(built, 'run-conformance.js'))),
  ...(await import(join(built, 'run-case.js'))),
};

/** A case, and how it has to end: `passed`, or `skipped: ` and why. */
export interface PlannedEnd {
  readonly oneCase: ConformanceCase;
  readonly end: string;
}

/** How each case of a subject has to end, told without a run. */
export function plannedEnds(subject: ConformanceSubject, options: RunOptions): readonly PlannedEnd[] {
  return kit.planCases(subject, options).map(({ oneCase, transport }) => {
    const reason = kit.expectedSkip(oneCase, subject, transport);
    return { oneCase, end: reason === undefined ? 'passed' : `skipped: ${reason}` };
  });
}
