import { expect, it } from 'vitest';
import { exceptionProblems, licenceProblems } from '../lib/third-party.mjs';

const today = '2026-11-21';

it('takes free licences and names the package of any other', () => {
  const licences = {
    MIT: [{ name: 'good', versions: ['1.0.0'] }],
    'GPL-3.0': [{ name: 'strict', versions: ['2.0.0', '3.0.0'] }],
    Unknown: [{ name: 'silent', versions: ['1.0.0'] }],
  };
  expect(licenceProblems(licences)).toEqual([
    expect.stringContaining('strict 2.0.0, 3.0.0 has the licence "GPL-3.0"'),
    expect.stringContaining('silent 1.0.0 has the licence "Unknown"'),
  ]);
});

it('lets an advisory be left out until a day, for a reason', () => {
  const text =
    'auditConfig:\n  ignoreGhsas:\n    - GHSA-aaaa-bbbb-cccc # until 2027-01-31: only a tool for tests\n';
  expect(exceptionProblems(text, today)).toEqual([]);
  expect(exceptionProblems(text, '2027-02-01')).toEqual([expect.stringContaining('ended on 2027-01-31')]);
  expect(exceptionProblems('packages:\n  - packages/*\n', today)).toEqual([]);
});

it.each([
  ['without anything', 'GHSA-aaaa-bbbb-cccc'],
  ['without a day', 'GHSA-aaaa-bbbb-cccc # only a tool for tests'],
  ['without a reason', 'GHSA-aaaa-bbbb-cccc # until 2027-01-31:'],
])('lets no advisory be left out %s', (_, item) => {
  const [problem] = exceptionProblems(`auditConfig:\n  ignoreGhsas:\n    - ${item}\n`, today);
  expect(problem).toContain('say behind GHSA-aaaa-bbbb-cccc until when and why');
});

it('knows no other way to leave advisories out', () => {
  const [problem] = exceptionProblems(
    'auditConfig:\n  ignoreCves:\n    - CVE-1 # until 2027-01-31: a reason\n',
    today,
  );
  expect(problem).toContain('not ignoreCves');
});
