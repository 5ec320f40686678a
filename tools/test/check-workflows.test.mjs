import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../lib/root.mjs';
import { formProblems } from '../lib/workflows/form.mjs';
import { parseWorkflow, readWorkflows } from '../lib/workflows/read-workflow.mjs';
import { securityProblems } from '../lib/workflows/rules.mjs';

const ci = read('ci.yml');
const release = read('release.yml');

/** An expression of GitHub Actions, as it stands in a workflow. */
function expression(text) {
  return `\${{ ${text} }}`;
}

function read(name) {
  return readFileSync(join(root, '.github/workflows', name), 'utf8');
}

/** What the rules find in a workflow where one piece of text is another, wherever it stands. */
function problemsAfter(text, before, after) {
  const changed = text.replaceAll(before, after);
  expect(changed, `the workflow has no "${before}"`).not.toBe(text);
  return securityProblems(parseWorkflow('changed.yml', changed, root));
}

it.each([root, join(root, 'templates/provider')])('finds nothing wrong in %s', async (base) => {
  const workflows = readWorkflows(base);
  expect(workflows.map(({ name }) => name)).toEqual(expect.arrayContaining(['ci.yml', 'release.yml']));
  for (const workflow of workflows) {
    expect(await formProblems(workflow)).toEqual([]);
    expect(securityProblems(workflow)).toEqual([]);
  }
});

describe('asks for', () => {
  it.each([
    [
      'a commit, not a tag',
      'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
      'actions/checkout@v7',
      'pin actions/checkout@v7 to the 40 digits',
    ],
    [
      'a whole commit',
      '@3d3c42e5aac5ba805825da76410c181273ba90b1',
      '@3d3c42e',
      'pin actions/checkout@3d3c42e to the 40 digits',
    ],
    [
      'a commit of a workflow that is called',
      '\njobs:\n',
      '\njobs:\n  other:\n    uses: some/repository/.github/workflows/x.yml@main\n',
      'pin some/repository/.github/workflows/x.yml@main to the 40 digits',
    ],
    [
      'images by their digest',
      '    name: Advisories\n',
      '    container: node:24\n',
      'pin the image node:24 to its digest',
    ],
    ['the version of a commit', ' # v7.0.1', '', 'say behind actions/checkout@3d3c42e'],
    ['no moving version', ' # v7.0.1', ' # v7', 'say behind actions/checkout@3d3c42e'],
    ['permissions at the top', 'permissions:\n  contents: read\n', '', 'needs "permissions: {}"'],
    ['least permissions at the top', 'contents: read', 'contents: write # x', 'needs "permissions: {}"'],
    [
      'no permission of another kind at the top',
      'contents: read',
      'packages: read',
      'needs "permissions: {}"',
    ],
    [
      'permissions by name',
      'permissions:\n  contents: read\n',
      'permissions: read-all\n',
      'needs "permissions: {}"',
    ],
    [
      'permissions of a job by name',
      '    name: Advisories\n',
      '    permissions: write-all\n',
      'job audit: name each permission',
    ],
    [
      'reading jobs where a pull request runs',
      '    name: Advisories\n',
      '    permissions:\n      contents: write # x\n',
      'job audit: runs what a pull request holds',
    ],
    [
      'triggers without the rights of the repository',
      '  pull_request:',
      '  pull_request_target:',
      'starts on pull_request_target',
    ],
    ['no trigger by another workflow', '  workflow_dispatch:', '  workflow_run:', 'starts on workflow_run'],
    [
      'no secrets',
      '- run: npm test',
      `- run: npm test\n        env:\n          KEY: ${expression('secrets.KEY')}`,
      'reads a secret',
    ],
    [
      'no secret by another spelling',
      '- run: npm test',
      `- run: npm test\n        env:\n          KEY: ${expression('toJSON(secrets)')}`,
      'reads a secret',
    ],
    [
      'no expression in a script',
      '- run: npm test',
      `- run: echo ${expression('github.event.pull_request.title')}`,
      'pass it through "env"',
    ],
    ['a timeout', '    timeout-minutes: 15\n', '', 'job audit: needs timeout-minutes'],
    [
      'checkouts that leave no token behind',
      '          persist-credentials: false\n',
      '          clean: true\n',
      'job check: the checkout needs "persist-credentials: false"',
    ],
    [
      'a script that exists',
      'npm run audit:tools',
      'npm run audit:all',
      'package.json has no script "audit:all"',
    ],
    ['a file that exists', 'npm run check', 'node tools/chek.mjs', 'tools/chek.mjs does not exist'],
  ])('%s', (_, before, after, message) => {
    expect(problemsAfter(ci, before, after).join('\n')).toContain(message);
  });

  it.each([
    [
      'a reason for each permission to write',
      ' # makes tags and GitHub releases',
      '',
      'say in a comment what "contents: write" is for',
    ],
    [
      'id-token where something is published',
      '      contents: write # pushes the branch',
      '      id-token: write # x',
      'job version: has "id-token: write" but publishes nothing',
    ],
    [
      'id-token for one job',
      'permissions: {}',
      'permissions:\n  id-token: write # x',
      'id-token is for one job',
    ],
    [
      'OIDC to publish',
      '      id-token: write',
      '      packages: write',
      'job publish: publishes without "id-token: write"',
    ],
    [
      'no token to publish',
      'PNPM_CONFIG_PROVENANCE: "true"',
      'PNPM_CONFIG_PROVENANCE: "true"\n          NPM_TOKEN: x',
      'job publish: publishes with a token',
    ],
    [
      'provenance',
      'PNPM_CONFIG_PROVENANCE: "true"',
      'OTHER: "true"',
      'job publish: publishes with provenance only if',
    ],
    ['an environment', '    environment: npm\n', '', 'job publish: publishes outside of an environment'],
    ['tests before publishing', '    needs: [check, pack]\n', '', 'job publish: publishes without waiting'],
    [
      'a job that tests among those before',
      'needs: [check, pack]',
      'needs: pack',
      'job publish: publishes without waiting for a job that tests',
    ],
    [
      'tests elsewhere',
      'uses: changesets/action/publish@',
      'run: npm test\n      - uses: changesets/action/publish@',
      'job publish: builds or tests where it publishes',
    ],
    ['nothing of forks', "    if: github.repository == 'modelport/modelport'\n", '', 'forks publish nothing'],
    ['a whole release', 'cancel-in-progress: false', 'cancel-in-progress: true', 'half a release is none'],
    [
      'no cache where something is published',
      '          package-manager-cache: false\n',
      '',
      'job publish: uses a cache',
    ],
    [
      'no secrets for other workflows',
      '    uses: ./.github/workflows/ci.yml',
      '    secrets: inherit\n    uses: ./.github/workflows/ci.yml',
      'job check: passes secrets on',
    ],
    [
      'a workflow that exists',
      './.github/workflows/ci.yml',
      './.github/workflows/test.yml',
      './.github/workflows/test.yml does not exist',
    ],
    [
      'a version script that exists',
      'script: npm run version-packages',
      'script: npm run version',
      'package.json has no script "version"',
    ],
  ])('%s', (_, before, after, message) => {
    expect(problemsAfter(release, before, after).join('\n')).toContain(message);
  });
});

it('knows a job that publishes with npm itself', () => {
  const before = 'uses: changesets/action/select-mode@';
  const problems = problemsAfter(release, before, `run: npm publish\n      - ${before}`);
  expect(problems).toContain(
    'changed.yml: job select: publishes outside of an environment, which asks for approval',
  );
});

it.each([
  ['a key that does not exist', 'timeout-minutes:', 'timeout-minuts:', "Unexpected value 'timeout-minuts'"],
  ['an expression that means nothing', 'matrix.node', 'matrx.node', "Unrecognized named-value: 'matrx'"],
])('lets the parser of GitHub find %s', async (_, before, after, message) => {
  const problems = await formProblems(parseWorkflow('ci.yml', ci.replaceAll(before, after), root));
  expect(problems.join('\n')).toContain(message);
});
