import { describe, expect, it } from 'vitest';
import { casesOf, checkIds, planCases } from '../../src/conformance/run-conformance.js';
import {
  type ConformanceCase,
  type ConformanceSubject,
  conformanceCases,
  openAIWire,
  type RunOptions,
  runConformance,
} from '../../src/index.js';
import { referenceSubject } from './reference/reference-subject.js';
import { makeCase } from './support/make-case.js';

const reference = referenceSubject();
const ofWire = makeCase({ id: 'wire/oddity' });
const own = makeCase({ id: 'own/option', offline: true });
const subject: ConformanceSubject = {
  ...reference,
  wire: { ...openAIWire, cases: [ofWire] },
  cases: [own],
};

function plan(given: ConformanceSubject, options?: RunOptions): readonly string[] {
  return planCases(given, options).map(({ oneCase, transport }) => `${oneCase.id} ${transport}`);
}

const idsOf = (cases: readonly ConformanceCase[]) => cases.map(({ id }) => id);

describe('the cases of a subject', () => {
  it("are the kit's, those of its wire and its own", () => {
    expect(idsOf(casesOf(subject))).toEqual([...idsOf(conformanceCases), 'wire/oddity', 'own/option']);
  });

  it('of the kit have ids of their group and a name, and say what they are for', () => {
    for (const { id, title, reason, faults = [] } of conformanceCases) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(title).toMatch(/^[^A-Z\s.].*[^.]$|^[A-Z]/);
      expect(reason).toMatch(/^[A-Z`].*\.$/s);
      for (const fault of faults) expect(fault).toMatch(/^F\d+$/);
    }
  });
});

describe('the plan of a run', () => {
  it('has each case over both transports, an offline one only once', () => {
    expect(plan(subject, { only: ['wire', 'own'] })).toEqual([
      'wire/oddity own',
      'own/option own',
      'wire/oddity fetch',
    ]);
  });

  it('has the transports that are asked for', () => {
    expect(plan(subject, { only: ['wire/oddity', 'own'], transports: ['fetch'] })).toEqual([
      'wire/oddity fetch',
      'own/option fetch',
    ]);
  });

  it('has the transports of the subject, where it names them', () => {
    const narrow: ConformanceSubject = { ...subject, transports: ['own'] };
    expect(plan(narrow, { only: ['wire/oddity'] })).toEqual(['wire/oddity own']);
    expect(plan(narrow, { only: ['wire/oddity'], transports: ['fetch'] })).toEqual(['wire/oddity fetch']);
  });

  it('has one transport for a provider without a backend', () => {
    const { wire: _wire, ...bare } = { ...subject, cases: [makeCase({ id: 'own/any' })] };
    expect(plan(bare, { only: ['own'] })).toEqual(['own/any own']);
  });

  it('chooses by id and by group, never by the beginning of a name', () => {
    const cases = ['a/one', 'a/one-more', 'ab/one'].map((id) => makeCase({ id }));
    const given = { ...reference, cases };
    const chosen = (only: readonly string[]) => plan(given, { only, transports: ['own'] });
    expect(chosen(['a/one'])).toEqual(['a/one own']);
    expect(chosen(['a'])).toEqual(['a/one own', 'a/one-more own']);
  });
});

describe('what cannot be meant', () => {
  it('is a case in knownFailing that does not exist', () => {
    const knownFailing = {
      'wire/oddity': 'Bug 7.',
      'own/option over fetch': 'Bug 8.',
      'own/optoin': 'Bug 9.',
    };
    expect(() => checkIds({ ...subject, knownFailing })).toThrow(
      'knownFailing names cases that do not exist: own/optoin.',
    );
  });

  it('is a case in `only` that does not exist', () => {
    expect(() => checkIds(subject, { only: ['wire', 'own/option', 'ow'] })).toThrow(
      'only names cases that do not exist: ow.',
    );
  });

  it('is an id that two cases have', () => {
    expect(() => checkIds({ ...subject, cases: [ofWire] })).toThrow(
      'Two cases have the same id: wire/oddity.',
    );
  });

  it('is said before anything is run', async () => {
    let ran = false;
    const run = () => {
      ran = true;
    };
    const given = { ...subject, cases: [makeCase({ run })], knownFailing: { 'own/other': 'Bug 7.' } };
    await expect(runConformance(given, { only: ['own'] })).rejects.toThrow('own/other');
    expect(ran).toBe(false);
  });
});

describe('a run without a runner', () => {
  it('tells how each case ended, in the order of the plan', async () => {
    const cases = [
      makeCase({ id: 'own/good' }),
      makeCase({
        id: 'own/bad',
        run: () => {
          throw new Error('It does not work.');
        },
      }),
      makeCase({ id: 'own/other', requires: ['setting:region'] }),
    ];
    const results = await runConformance({ ...reference, cases }, { only: ['own'], transports: ['fetch'] });
    expect(results.map(({ id, transport, status, reason }) => [id, transport, status, reason])).toEqual([
      ['own/good', 'fetch', 'passed', undefined],
      ['own/bad', 'fetch', 'failed', undefined],
      ['own/other', 'fetch', 'skipped', 'there is no setting region'],
    ]);
  });
});
