import {
  type CaseResult,
  type ConformanceCase,
  type ConformanceSubject,
  runConformance,
} from '@modelport/provider-testkit';

/** Subjects by their package's folder. */
export type Subjects = Readonly<Record<string, ConformanceSubject>>;

/** What a runtime tells of its run. */
export interface RunReport {
  /** How each case ended, by the package's folder and the case's id: `passed`, `skipped: …` or `failed: …`. */
  readonly ends: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Cases that failed and were tried once more. What had come in time is lost where a loaded machine reads it too late. */
  readonly triedTwice: readonly string[];
  /** How often the providers' own transport called the global `fetch`, in one chat of each. */
  readonly fetchCalls: number;
  /** Whether the runtime tells what keeps a program alive: else the cases about leaks see little. */
  readonly tellsResources: boolean;
}

const own = { transports: ['own'] } as const;

/** Runs the suite over the providers' own transport, in the runtime that this module is in. */
export async function runSubjects(subjects: Subjects): Promise<RunReport> {
  const ends: Record<string, Record<string, string>> = {};
  const triedTwice: string[] = [];
  const calls = { fetch: 0 };
  for (const [folder, subject] of Object.entries(subjects)) {
    const results = await runConformance(subject, own);
    ends[folder] = Object.fromEntries(results.map((result) => [result.id, endOf(result)]));
    for (const { id } of results.filter(({ status }) => status === 'failed')) {
      triedTwice.push(`${folder}: ${id}: ${ends[folder][id]}`);
      const again = await runConformance(subject, { ...own, only: [id] });
      for (const result of again) ends[folder][id] = endOf(result);
    }
    await runConformance({ ...subject, cases: [fetchCounter(calls)] }, { only: [fetchCounterId] });
  }
  return { ends, triedTwice, fetchCalls: calls.fetch, tellsResources: tellsResources() };
}

function endOf({ status, reason, error }: CaseResult): string {
  const detail = status === 'skipped' ? `: ${reason}` : status === 'failed' ? `: ${error?.message}` : '';
  return `${status}${detail}`;
}

const fetchCounterId = 'runtime/transport';

/** Counts how often one chat calls the global `fetch`. */
function fetchCounter(calls: { fetch: number }): ConformanceCase {
  return {
    id: fetchCounterId,
    title: 'a chat is sent over the transport of this runtime',
    reason: 'docs/runtimes.md says which one it is.',
    requires: ['wire'],
    async run(t) {
      if (t.transport !== 'own') return;
      const { fetch } = globalThis;
      globalThis.fetch = (...given) => {
        calls.fetch++;
        return fetch(...given);
      };
      try {
        await t.provider().chat('Hi');
      } finally {
        globalThis.fetch = fetch;
      }
    },
  };
}

function tellsResources(): boolean {
  const timer = setTimeout(() => undefined, 1000);
  try {
    return process.getActiveResourcesInfo().includes('Timeout');
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
