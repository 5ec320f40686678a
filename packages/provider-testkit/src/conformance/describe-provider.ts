import type { ConformanceCase } from './conformance-case.js';
import { type RunOptions, runCase } from './run-case.js';
import { checkIds, planCases } from './run-conformance.js';
import type { ConformanceSubject } from './subject.js';

/** What the kit needs of a test runner. vitest's functions fit as they are. */
export interface TestRunner {
  describe(name: string, tests: () => void): unknown;
  /** `timeout`: milliseconds after which the test is given up. */
  it(name: string, test: (context: TestContext) => Promise<void>, timeout: number): unknown;
}

/** What a test may do with itself. */
export interface TestContext {
  skip(reason?: string): unknown;
}

/** Registers a test for each case of a subject. @throws Error for an id in `knownFailing` or `only` that no case has. */
export type DescribeProvider = (subject: ConformanceSubject, options?: RunOptions) => void;

const transportNames = { own: 'over its own transport', fetch: 'over a given fetch' } as const;

/**
 * Makes `describeProvider` for a test runner: `describeProviderWith({ describe, it })`. Leave the runner's concurrency off for
 * these tests: the cases about leaks look at the whole process.
 */
export function describeProviderWith({ describe, it }: TestRunner): DescribeProvider {
  return (subject, options = {}) => {
    checkIds(subject, options);
    const plan = planCases(subject, options);
    // The case itself gives up first, and says what it is that hangs.
    const timeout = (options.caseTimeout ?? 30_000) + 5_000;
    describe(`${subject.name ?? subject.definition.type} conforms`, () => {
      for (const transport of new Set(plan.map((planned) => planned.transport))) {
        describe(transportNames[transport], () => {
          for (const { oneCase } of plan.filter((planned) => planned.transport === transport)) {
            const test = async (context: TestContext) => {
              const { status, reason, error } = await runCase(oneCase, subject, transport, options);
              if (status === 'skipped') context.skip(reason);
              if (error) throw explained(error, oneCase);
            };
            it(`${oneCase.id}: ${oneCase.title}`, test, timeout);
          }
        });
      }
    });
  };
}

/** The same error, with what rests on it. Runners print the stack, which has the message in it. */
function explained(error: Error, { reason }: ConformanceCase): Error {
  const { message, stack = '' } = error;
  error.message = `${message}\n\nWhy it matters: ${reason}\n`;
  error.stack = stack.replace(message, () => error.message);
  return error;
}
