import { expect, it } from 'vitest';
import { readmeProblems } from '../lib/checks/readme-rules.mjs';
import { workspaceOf } from './support/fixture.mjs';

function problemsOf(readmes) {
  const files = {};
  for (const [folder, text] of Object.entries(readmes)) {
    files[`${folder}/package.json`] = { name: `@modelport/${folder}` };
    if (folder.startsWith('provider-')) files[`${folder}/src/definition.ts`] = '';
    if (text !== undefined) files[`${folder}/README.md`] = text;
  }
  return readmeProblems(workspaceOf(files).packages);
}

const good = '# @modelport/provider-x\n\n## Install\n\n## Options\n';

it('finds nothing where providers have the same headings under their names, and others their own', () => {
  const other = good.replace('provider-x', 'provider-y');
  expect(
    problemsOf({ 'provider-x': good, 'provider-y': other, core: '# @modelport/core\n\n## Why\n' }),
  ).toEqual([]);
});

it('finds a package without README', () => {
  expect(problemsOf({ core: undefined })).toEqual([
    'packages/core/README.md is missing; npm shows it as the page of the package',
  ]);
});

it('finds a title that is not the name of the package', () => {
  const message = 'packages/core/README.md must begin with "# @modelport/core", not with';
  expect(problemsOf({ core: '# Modelport core\n' })).toEqual([`${message} "Modelport core"`]);
  expect(problemsOf({ core: 'Some words.\n\n# @modelport/core\n' })).toEqual([`${message} ""`]);
});

it('finds a provider with other headings, or the same in another order, and shows both lists', () => {
  const message =
    'packages/provider-y/README.md has other headings than packages/provider-x/README.md:\n  it has:   ';
  const others = ['## Options\n\n## Install\n', '## Install\n', '```sh\n## Install\n```\n## Options\n'];
  for (const headings of others) {
    const [found, ...more] = problemsOf({
      'provider-x': good,
      'provider-y': `# @modelport/provider-y\n\n${headings}`,
    });
    expect(more).toEqual([]);
    expect(found).toContain(message);
    expect(found).toContain('\n  it needs: Install · Options');
  }
});
