import assert from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { expectedSkip } from '../../src/conformance/run-case.js';
import { type CaseResult, type ConformanceSubject, type RunOptions, runCase } from '../../src/index.js';
import { referenceSubject } from './reference/reference-subject.js';
import { makeCase, subjectWith } from './support/make-case.js';

/** How a case ends, in one line. */
async function outcome(
  given: Parameters<typeof makeCase>[0],
  subject: ConformanceSubject = referenceSubject(),
  options: RunOptions = {},
): Promise<string> {
  return inWords(await runCase(makeCase(given), subject, 'own', options));
}

function inWords({ status, reason, error }: CaseResult): string {
  return [status, reason ?? error?.message].filter((words) => words !== undefined).join(': ');
}

const fail = (): never => assert.fail('It does not work.');

describe('a case', () => {
  it('passes when it throws nothing', async () => {
    expect(await runCase(makeCase(), referenceSubject(), 'fetch')).toEqual({
      ...{ id: 'own/case', title: 'it works', transport: 'fetch', status: 'passed' },
    });
  });

  it('fails with what it throws, at once or later', async () => {
    expect(await outcome({ run: fail })).toBe('failed: It does not work.');
    expect(await outcome({ run: async () => fail() })).toBe('failed: It does not work.');
  });

  it('fails with a readable error where something else than an error is thrown', async () => {
    const throwing = (thrown: unknown) => () => {
      throw thrown;
    };
    expect(await outcome({ run: throwing('no luck') })).toBe(
      "failed: 'no luck' was thrown, which is no Error.",
    );
    expect(await outcome({ run: throwing({ code: 1 }) })).toBe(
      'failed: { code: 1 } was thrown, which is no Error.',
    );
    expect(await outcome({ run: () => Promise.reject(undefined) })).toBe(
      'failed: undefined was thrown, which is no Error.',
    );
  });

  it('fails where the provider throws a string', async () => {
    const create = () => {
      throw 'no driver today';
    };
    expect(await outcome({ run: (t) => void t.provider() }, subjectWith({ create }))).toContain(
      'no driver today',
    );
  });

  it('fails when it hangs, and lets nothing open', async () => {
    let baseUrl = '';
    const hanging = makeCase({
      run(t) {
        baseUrl = t.backend.baseUrl;
        return new Promise(() => undefined);
      },
    });
    const result = await runCase(hanging, referenceSubject(), 'own', { caseTimeout: 50 });
    expect(inWords(result)).toBe('failed: own/case did not end within 50 ms: the provider hangs.');
    await expect(fetch(baseUrl)).rejects.toThrow('fetch failed');
  });

  it('fails where the provider cannot be closed, and closes the backend all the same', async () => {
    let baseUrl = '';
    const subject = referenceSubject({
      driver: (driver) => ({ ...driver, close: () => Promise.reject(new Error('It stays open.')) }),
    });
    const result = await runCase(
      makeCase({
        run(t) {
          t.provider();
          baseUrl = t.backend.baseUrl;
        },
      }),
      subject,
      'own',
    );
    expect(inWords(result)).toBe('failed: It stays open.');
    await expect(fetch(baseUrl)).rejects.toThrow('fetch failed');
  });

  it('tells what failed first, where the provider cannot be closed either', async () => {
    const subject = referenceSubject({
      driver: (driver) => ({ ...driver, close: () => Promise.reject(new Error('It stays open.')) }),
    });
    const run: Parameters<typeof makeCase>[0] = {
      run(t) {
        t.provider();
        fail();
      },
    };
    expect(await outcome(run, subject)).toBe('failed: It does not work.');
  });

  it('fails where the definition is refused by core', async () => {
    expect(await outcome({}, subjectWith({ packageName: undefined as unknown as string }))).toMatch(
      /^failed: A provider definition must be/,
    );
  });

  it('fails where a driver cannot be made to be looked at', async () => {
    const create = () => {
      throw new Error('There is no region.');
    };
    expect(await outcome({ requires: ['driver:chat'] }, subjectWith({ create }))).toBe(
      'failed: There is no region.',
    );
  });
});

describe('a case that does not concern the provider', () => {
  it('is skipped with the reason, and not run', async () => {
    const subject = subjectWith({ capabilities: { tools: false } });
    expect(await outcome({ requires: ['wire', 'tools'], run: fail }, subject)).toBe(
      'skipped: tools is declared false',
    );
  });
});

describe('a case that proves a capability', () => {
  const denied = subjectWith({ capabilities: { tools: false } });

  it('is an ordinary case where the capability is declared, or not known', async () => {
    for (const capabilities of [{ tools: true }, {}]) {
      const subject = subjectWith({ capabilities });
      expect(await outcome({ proves: 'tools' }, subject)).toBe('passed');
      expect(await outcome({ proves: 'tools', run: fail }, subject)).toBe('failed: It does not work.');
    }
  });

  it('is skipped where the capability is declared false, and it does not work', async () => {
    expect(await outcome({ proves: 'tools', requires: ['tools'], run: fail }, denied)).toBe(
      'skipped: tools is declared false',
    );
  });

  it('fails where the capability is declared false, and it works', async () => {
    expect(await outcome({ proves: 'tools', requires: ['tools'] }, denied)).toBe(
      'failed: tools is declared false, but this works: it works. Leave it out of the capabilities, or set it to true.',
    );
  });

  it('runs as if the capability were declared', async () => {
    let seen: unknown;
    await outcome(
      {
        proves: 'tools',
        run: (t) => {
          seen = [t.definition.capabilities.tools, t.provider().capabilities.tools];
        },
      },
      denied,
    );
    expect(seen).toEqual([true, true]);
  });

  it('is skipped for what else it requires', async () => {
    expect(await outcome({ proves: 'tools', requires: ['tools', 'setting:region'] }, denied)).toBe(
      'skipped: there is no setting region',
    );
  });
});

describe('a case in knownFailing', () => {
  const known = (key: string, definition = {}) =>
    subjectWith(definition, { knownFailing: { [key]: 'Bug 7.' } });

  it('is skipped with the reason while it fails', async () => {
    expect(await outcome({ run: fail }, known('own/case'))).toBe('skipped: known to fail: Bug 7.');
  });

  it('fails as soon as it passes', async () => {
    expect(await outcome({}, known('own/case'))).toBe(
      'failed: own/case is listed in knownFailing ("Bug 7."), but it passes. Take it off the list.',
    );
  });

  it('fails where it does not concern the provider', async () => {
    expect(await outcome({ requires: ['setting:region'] }, known('own/case'))).toBe(
      'failed: own/case is listed in knownFailing ("Bug 7."), but it does not concern this provider: there is no setting region. Take it off the list.',
    );
  });

  it('may be listed for one transport alone', async () => {
    const subject = known('own/case over fetch');
    expect(await outcome({ run: fail }, subject)).toBe('failed: It does not work.');
    expect(inWords(await runCase(makeCase({ run: fail }), subject, 'fetch'))).toBe(
      'skipped: known to fail: Bug 7.',
    );
  });

  it('may be one that works although its capability is declared false', async () => {
    const subject = known('own/case', { capabilities: { tools: false } });
    expect(await outcome({ proves: 'tools' }, subject)).toBe('skipped: known to fail: Bug 7.');
  });
});

describe('a case of the next level', () => {
  it('is skipped with what is wrong while it fails', async () => {
    expect(await outcome({ level: 'next', run: fail })).toBe(
      'skipped: will be required by the next level: It does not work.',
    );
  });

  it('tells the first line of it, as runners print a reason on one', async () => {
    const run = () => assert.deepEqual([1], [2], 'One is two.');
    expect(await outcome({ level: 'next', run })).toBe(
      'skipped: will be required by the next level: One is two.',
    );
  });

  it('passes when it passes', async () => {
    expect(await outcome({ level: 'next' })).toBe('passed');
  });

  it('fails where the next level is asked for', async () => {
    expect(await outcome({ level: 'next', run: fail }, undefined, { level: 'next' })).toBe(
      'failed: It does not work.',
    );
  });
});

describe('what is expected without a run', () => {
  const knownFailing = { 'own/known': 'Bug 7.', 'own/known-there over fetch': 'Bug 8.' };
  const subject = subjectWith({ capabilities: { tools: false } }, { knownFailing });

  it.each([
    ['own/passes', {}],
    ['own/requires', { requires: ['setting:region'] }],
    ['own/denied', { proves: 'tools', requires: ['tools'], run: fail }],
    ['own/known', { run: fail }],
    ['own/known-there', {}],
  ] as const)('is how %s ends', async (id, given) => {
    const oneCase = makeCase({ id, ...given });
    const { reason } = await runCase(oneCase, subject, 'own');
    expect(expectedSkip(oneCase, subject, 'own')).toBe(reason);
  });

  it('looks at one transport', () => {
    const oneCase = makeCase({ id: 'own/known-there' });
    expect(expectedSkip(oneCase, subject, 'fetch')).toBe('known to fail: Bug 8.');
  });
});
