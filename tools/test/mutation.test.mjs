import { describe, expect, it } from 'vitest';
import { judge } from '../mutation/judge.mjs';
import { mutantFrom } from '../mutation/mutant.mjs';
import { addToPage } from '../mutation/page.mjs';
import { describeJudgement } from '../mutation/report.mjs';

const source = `function sizeOf(list) {
  if (list === undefined) {
    return 0;
  }
  return list.length;
}
`;

function change(status, more = {}) {
  const location = { start: { line: 2, column: 7 }, end: { line: 2, column: 25 } };
  const result = { status, mutatorName: 'ConditionalExpression', replacement: 'false', location, ...more };
  return mutantFrom(result, 'src/size.ts', source);
}

const same = { file: 'src/size.ts', at: 'if (list === undefined) {', mutator: 'ConditionalExpression' };
const entry = { ...same, original: 'list === undefined', replacement: 'false', reason: 'Lists are given.' };

it('reads a change of Stryker with the code that it replaces', () => {
  expect(change('Survived')).toEqual({
    ...same,
    line: 2,
    original: 'list === undefined',
    replacement: 'false',
    fate: 'survived',
  });
});

it('puts code of several lines on one, and cuts it where it is long', () => {
  const location = { start: { line: 2, column: 27 }, end: { line: 4, column: 4 } };
  const block = change('NoCoverage', { location, replacement: `{\n${'  x();\n'.repeat(50)}}` });
  expect(block.original).toBe('{ return 0; }');
  expect(block.replacement).toMatch(/^\{ x\(\); x\(\);.*…$/);
  expect(block.replacement).toHaveLength(100);
});

it('refuses a change that was not judged', () => {
  expect(() => change('Pending')).toThrow('src/size.ts:2');
});

it('counts what was noticed over all that is not equivalent', () => {
  const killed = [change('Killed'), change('Killed'), change('RuntimeError'), change('Timeout')];
  const missed = [change('NoCoverage', { replacement: 'true' }), change('Survived')];
  const judgement = judge([...killed, ...missed], [entry]);
  expect(judgement.counts).toEqual({
    mutants: 6,
    killed: 3,
    timeout: 1,
    survived: 0,
    noCoverage: 1,
    equivalent: 1,
  });
  expect(judgement.score).toBe(4 / 5);
  expect(judgement.survivors).toEqual([missed[0]]);
  expect(judgement.equivalent).toEqual([{ ...missed[1], reason: 'Lists are given.' }]);
  expect(judgement.stale).toEqual([]);
});

it('excuses one change by one entry, wherever it stands in its file', () => {
  const moved = { ...change('Survived'), line: 90 };
  const judgement = judge([moved, change('Survived')], [entry]);
  expect(judgement.counts).toMatchObject({ survived: 1, equivalent: 1 });
  expect(judgement.survivors).toEqual([change('Survived')]);
});

it('reports an entry whose change is noticed, or is not made any more', () => {
  const gone = { ...entry, original: 'list === null' };
  expect(judge([change('Killed')], [entry, gone])).toMatchObject({ score: 1, stale: [entry, gone] });
  expect(judge([], [entry]).score).toBe(0);
});

it.each(['file', 'at', 'mutator', 'original', 'replacement'])('excuses nothing of another %s', (name) => {
  const { survivors, stale } = judge([change('Survived')], [{ ...entry, [name]: 'other' }]);
  expect([survivors.length, stale.length]).toEqual([1, 1]);
});

it('shows a table, what survived, and what is stale after a whole run', () => {
  const stale = { ...entry, at: 'while (true) {' };
  const judgement = judge([change('Killed'), change('Survived'), change('NoCoverage')], [stale]);
  const partly = [
    '            mutants  killed  timeout  survived  no coverage  equivalent  score',
    'provider-x        3       1        0         1            1           0  0.333',
    '',
    'Not noticed by any test:',
    '  src/size.ts:2 (ConditionalExpression) list === undefined → false',
    '  src/size.ts:2 (ConditionalExpression) list === undefined → false, in no test',
  ];
  expect(describeJudgement('provider-x', judgement, false).split('\n')).toEqual(partly);
  expect(describeJudgement('provider-x', judgement, true).split('\n')).toEqual([
    ...partly,
    '',
    'Stale in equivalent.json, please remove:',
    '  src/size.ts `while (true) {` (ConditionalExpression) list === undefined → false',
  ]);
  expect(describeJudgement('provider-x', judge([change('Killed')], []), true)).not.toContain('\n\n');
});

it('never shows a score that was not reached', () => {
  const mutants = Array.from({ length: 2000 }, (_, index) => change(index < 1799 ? 'Killed' : 'Survived'));
  expect(describeJudgement('x', judge(mutants, []), true)).toContain('0.899');
});

describe('the page', () => {
  const versions = { stryker: '10.1.1' };
  const date = new Date('2026-11-21T12:00:00Z');
  const add = (page, packageName, judgement) => addToPage(page, { packageName, judgement, versions, date });
  const missed = judge([change('Survived', { replacement: '`a`' })], []);
  const fine = judge([change('Killed'), change('Survived')], [entry]);

  it('has a row and a section for each package, in the order of their names', () => {
    const page = add(add('', 'provider-b', missed), 'provider-a', fine);
    expect(page).toMatch(/^<!-- Written by .*\n\n# Mutation testing\n/);
    const result = page.slice(page.indexOf('| package')).split('\n');
    expect(result).toEqual([
      '| package | mutants | killed | timeout | survived | no coverage | equivalent | score | date | stryker |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      '| provider-a | 2 | 1 | 0 | 0 | 0 | 1 | 1.000 | 2026-11-21 | 10.1.1 |',
      '| provider-b | 1 | 0 | 0 | 1 | 0 | 0 | 0.000 | 2026-11-21 | 10.1.1 |',
      '',
      '## provider-a',
      '',
      'Every change was noticed that is not equivalent.',
      '',
      'Equivalent:',
      '',
      '- `src/size.ts:2` ConditionalExpression: `list === undefined` → `false`. Lists are given.',
      '',
      '## provider-b',
      '',
      'Not noticed:',
      '',
      '- `src/size.ts:2` ConditionalExpression: `list === undefined` → `` `a` ``',
      '',
    ]);
  });

  it('keeps the results of other packages', () => {
    const page = add(add('', 'provider-b', missed), 'provider-a', fine);
    expect(add(add('', 'provider-a', fine), 'provider-b', missed)).toBe(page);
    expect(add(page, 'provider-b', fine)).toBe(add(add('', 'provider-a', fine), 'provider-b', fine));
  });
});
