import assert from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import {
  type ConformanceSubject,
  describeProviderWith,
  type RunOptions,
  type TestContext,
} from '../../src/index.js';
import { referenceSubject } from './reference/reference-subject.js';
import { makeCase } from './support/make-case.js';

interface Registered {
  readonly path: string;
  readonly timeout: number;
  run(context: TestContext): Promise<void>;
}

/** What is registered with a test runner. */
function registered(subject: ConformanceSubject, options?: RunOptions): readonly Registered[] {
  const tests: Registered[] = [];
  const path: string[] = [];
  const describeProvider = describeProviderWith({
    describe(name, body) {
      path.push(name);
      body();
      path.pop();
    },
    it: (name, run, timeout) => void tests.push({ path: [...path, name].join(' > '), run, timeout }),
  });
  describeProvider(subject, options);
  return tests;
}

const only = { only: ['own'] };
const withCases = (...cases: readonly ReturnType<typeof makeCase>[]): ConformanceSubject => ({
  ...referenceSubject(),
  cases,
});
const noSkip = { skip: () => assert.fail('It skips itself.') };

describe('describeProvider', () => {
  it('registers a test for each case and transport, named by its id and title', () => {
    const subject = withCases(makeCase(), makeCase({ id: 'own/offline', offline: true }));
    expect(registered(subject, only).map(({ path }) => path)).toEqual([
      'reference conforms > over its own transport > own/case: it works',
      'reference conforms > over its own transport > own/offline: it works',
      'reference conforms > over a given fetch > own/case: it works',
    ]);
  });

  it('names the subject where it has a name', () => {
    const [first] = registered({ ...withCases(makeCase()), name: 'reference with a proxy' }, only);
    expect(first?.path).toMatch(/^reference with a proxy conforms > /);
  });

  it('runs the case over its transport', async () => {
    const seen: string[] = [];
    const subject = withCases(makeCase({ run: (t) => void seen.push(t.transport) }));
    for (const test of registered(subject, only)) await test.run(noSkip);
    expect(seen).toEqual(['own', 'fetch']);
  });

  it('fails with the error of the case, and what rests on it', async () => {
    const subject = withCases(makeCase({ run: () => assert.equal(1, 2, 'One is two.') }));
    const [test] = registered(subject, only);
    const error = await test?.run(noSkip).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof assert.AssertionError);
    expect(error).toMatchObject({ actual: 1, expected: 2 });
    expect(error.message).toMatch(/^One is two\.\n.*\n\nWhy it matters: Users rest on it\.\n$/s);
    expect(error.stack).toContain('Why it matters: Users rest on it.');
    expect(error.stack).toContain('describe-provider.test.ts');
  });

  it('skips with the reason', async () => {
    const reasons: unknown[] = [];
    const subject = withCases(makeCase({ requires: ['setting:region'] }));
    const [test] = registered(subject, only);
    await test?.run({ skip: (reason) => void reasons.push(reason) });
    expect(reasons).toEqual(['there is no setting region']);
  });

  it('gives each test more time than its case has', () => {
    const [usual] = registered(withCases(makeCase()), only);
    const [longer] = registered(withCases(makeCase()), { ...only, caseTimeout: 60_000 });
    expect([usual?.timeout, longer?.timeout]).toEqual([35_000, 65_000]);
  });

  it('refuses ids that do not exist before anything is registered', () => {
    expect(() => registered({ ...withCases(), knownFailing: { 'own/other': 'Bug 7.' } })).toThrow(
      'own/other',
    );
    expect(() => registered(withCases(), { only: ['own/other'] })).toThrow('own/other');
  });
});
