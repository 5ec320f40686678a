import { openRelay } from './remote-net/net.js';
import { type RunReport, runSubjects, type Subjects } from './run-subjects.js';

/** What a page has as a global once it has loaded the bundle. */
export interface SuiteInPage {
  runSuite(relayUrl: string): Promise<RunReport>;
}

/** Runs in a page. */
export function start(subjects: Subjects): void {
  (globalThis as unknown as SuiteInPage).runSuite = async (relayUrl) => {
    const relay = await openRelay(relayUrl);
    try {
      return await runSubjects(subjects);
    } finally {
      relay.close();
    }
  };
}
