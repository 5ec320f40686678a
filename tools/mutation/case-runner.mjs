// A test runner of Stryker's for conformance cases. Stryker loads it in the processes in which it runs tests, in the
// folder of the package. Cases are data that need no test framework, so one process plays them for change after change.
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';

/** Milliseconds after which a case that hangs has failed. */
const caseTimeout = 5_000;

/** What the code that Stryker prepared reads and writes: which change is active, and what was run. */
globalThis.__stryker__ ??= {};
const state = globalThis.__stryker__;

class CaseRunner {
  #cases;

  /** A change of what runs while a file loads needs a new process. */
  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun() {
    const tests = [];
    for (const oneCase of await this.#load()) tests.push(await play(oneCase));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: state.mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }) {
    if (mutantActivation === 'static') state.activeMutant = activeMutant.id;
    const cases = await this.#load();
    Object.assign(state, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const tests = [];
    for (const oneCase of cases.filter(({ id }) => testFilter?.includes(id) ?? true)) {
      const test = await play(oneCase);
      // What fails twice is no accident of a busy machine.
      const hasFailed =
        test.status === TestStatus.Failed && (await play(oneCase)).status === TestStatus.Failed;
      tests.push(hasFailed ? test : { ...test, status: TestStatus.Success });
      if (!hasFailed) continue;
      // The case that noticed one change is likely to notice the next one, too.
      this.#cases = [oneCase, ...cases.filter((other) => other !== oneCase)];
      break;
    }
    state.activeMutant = undefined;
    const endless = determineHitLimitReached(state.hitCount, hitLimit);
    return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests });
  }

  async #load() {
    this.#cases ??= await loadCases();
    return this.#cases;
  }
}

async function play({ id, run }) {
  state.currentTestId = id;
  const start = performance.now();
  const { status, error } = await run();
  const timeSpentMs = performance.now() - start;
  state.currentTestId = undefined;
  return { id, name: id, timeSpentMs, status: statuses[status], failureMessage: error?.message ?? '' };
}

const statuses = { passed: TestStatus.Success, failed: TestStatus.Failed, skipped: TestStatus.Skipped };

/**
 * The conformance run of the package's first subject, over its own transport: how the bytes travel makes no difference to
 * what they say. Cases that need a process of their own are left out.
 */
async function loadCases() {
  importSources();
  // What fails outside of a case is noticed by the cases about leaks, or by none.
  process.on('unhandledRejection', () => {});
  process.on('uncaughtException', () => {});
  const testkit = '../provider-testkit/dist/conformance';
  const { planCases } = await load(`${testkit}/run-conformance.js`);
  const { runCase } = await load(`${testkit}/run-case.js`);
  const { subjects } = await load('test/conformance.subject.ts');
  const [subject] = subjects;
  const plan = planCases(subject, { transports: ['own'] }).filter(({ oneCase }) => !oneCase.isolated);
  // The cases of the author and of the wire come last there, and notice most.
  return plan.reverse().map(({ oneCase, transport }) => ({
    id: oneCase.id,
    run: () => runCase(oneCase, subject, transport, { caseTimeout }),
  }));
}

/** Node reads TypeScript, but sources name each other as what they become: `./wire.js` is `./wire.ts`. */
function importSources() {
  registerHooks({
    resolve: (specifier, context, next) => {
      const isSource = /^\.{1,2}\//.test(specifier) && context.parentURL?.endsWith('.ts');
      return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
    },
  });
}

function load(file) {
  return import(pathToFileURL(resolve(file)).href);
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'conformance', CaseRunner)];
