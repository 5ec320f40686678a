import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { root } from '../lib/root.mjs';
import { runChild } from '../lib/run-child.mjs';
import { fixture } from './support/fixture.mjs';

/** Ends a check with these problems, in a process of its own. */
async function endWith(problems) {
  const report = pathToFileURL(join(root, 'tools', 'lib', 'report.mjs')).href;
  const script = `import { report } from '${report}';\nreport(${JSON.stringify(problems)}, 'all is well');\n`;
  const { code, output } = await runChild(['node', 'check.mjs'], {
    capture: true,
    folder: fixture({ 'check.mjs': script }),
  });
  return { code, output };
}

it('ends a check without problems with its summary', async () => {
  expect(await endWith([])).toEqual({ code: 0, output: 'all is well\n' });
});

it('ends a check with problems with an exit code that fails CI, and shows them alone', async () => {
  expect(await endWith(['one is wrong', 'two is wrong'])).toEqual({
    code: 1,
    output: 'one is wrong\ntwo is wrong\n',
  });
});

it('has every check of the tools run by `npm run check`', () => {
  const run = readFileSync(join(root, 'tools', 'check.mjs'), 'utf8');
  const checks = readdirSync(join(root, 'tools')).filter((name) => /^check-.*\.mjs$/.test(name));
  expect(checks.filter((name) => !run.includes(`'tools/${name}'`))).toEqual([]);
});
