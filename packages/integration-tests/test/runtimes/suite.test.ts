import { beforeAll, describe, expect, it } from 'vitest';
import { bringChromium } from './support/bring-chromium.js';
import { expectedEnds } from './support/expected-ends.js';
import type { RunReport } from './support/run-subjects.js';
import { packages, type Runtime, runtimes } from './support/runtimes.js';
import { startInTurn } from './support/start-in-turn.js';

const chromium = await bringChromium();
const isMissing = (runtime: Runtime): boolean => runtime === runtimes.chromium && 'missing' in chromium;
const present = Object.values<Runtime>(runtimes).filter((runtime) => !isMissing(runtime));

/** Most of a run is waiting, so several go on at once, the longest ones first. */
const atOnce = 2;
let reports: ReadonlyMap<Runtime, Promise<RunReport>>;
beforeAll(() => {
  reports = startInTurn(present.toReversed(), atOnce, (runtime) => runtime.run());
});

describe.each(Object.values<Runtime>(runtimes))('the conformance suite on $name', (runtime) => {
  const why = isMissing(runtime) && 'missing' in chromium ? `, skipped: ${chromium.missing}` : '';

  describe.skipIf(isMissing(runtime))(`over its own transport${why}`, () => {
    let report: RunReport;
    beforeAll(async () => {
      report = (await reports.get(runtime)) as RunReport;
    }, 900_000);

    it.each(packages)('ends each case of %s as on Node', async (folder) => {
      expect(report.ends[folder]).toEqual(await expectedEnds(folder));
    });

    it('needs a second try for hardly any case', () => {
      expect(report.triedTwice.length, report.triedTwice.join('\n')).toBeLessThan(5);
    });

    it(`asks over ${runtime.transport}`, () => {
      expect(report.fetchCalls > 0 ? 'fetch' : 'node:http').toBe(runtime.transport);
    });

    it(`${runtime.tellsResources ? 'sees' : 'does not see'} what keeps a program alive`, () => {
      expect(report.tellsResources).toBe(runtime.tellsResources);
    });
  });
});
