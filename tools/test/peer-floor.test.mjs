import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { peerFloorProblems } from '../lib/checks/peer-floor.mjs';
import { releasedCore } from '../lib/released-core.mjs';
import { root } from '../lib/root.mjs';
import { runChild } from '../lib/run-child.mjs';
import { publishedPackages, readManifest } from '../lib/workspace.mjs';
import { fixture, write } from './support/fixture.mjs';

const patience = { timeout: 600_000 };
const copied = ['core', 'provider-utils', 'provider-mock'];
const temporary = ['.vite', '.vite-temp', '.vitest-cache', '.cache', '.turbo', 'coverage'];
const newExport = 'export declare function shout(text: string): string;\n';
const usesIt = "import { shout } from '@modelport/core';\n\nexport const loud: string = shout('hello');\n";
const test = (expected) =>
  `import { expect, it } from 'vitest';\nimport { loud } from '../src/loud.js';\n\nit('is loud', () => expect(loud).toBe('${expected}'));\n`;

/**
 * Core, provider-utils and provider-mock of this repository, where core has become 1.1.0 with `shout`, and the provider
 * has a file and a test of its own; and a folder with core 1.0.0 as npm has it.
 */
async function workspaceWith({ loud, expected = 'HELLO', changes = {} }) {
  const base = fixture({
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    'tsconfig.base.json': readFileSync(join(root, 'tsconfig.base.json'), 'utf8'),
  });
  symlinkSync(join(root, 'node_modules'), join(base, 'node_modules'), 'junction');
  for (const name of copied) {
    const filter = (path) => !temporary.includes(basename(path));
    cpSync(join(root, 'packages', name), join(base, 'packages', name), {
      recursive: true,
      verbatimSymlinks: true,
      filter,
    });
    rmSync(join(base, 'packages', name, 'test'), { recursive: true });
  }
  const tarballs = join(base, 'tarballs');
  mkdirSync(tarballs);
  setVersion(base, '1.0.0');
  const pack = ['pnpm', '--dir', join(base, 'packages', 'core'), 'pack', '--pack-destination', tarballs];
  const { code, output } = await runChild(pack, { capture: true });
  expect(code, output).toBe(0);

  setVersion(base, '1.1.0');
  appendFileSync(
    join(base, 'packages/core/dist/index.js'),
    '\nexport const shout = (text) => text.toUpperCase();\n',
  );
  appendFileSync(join(base, 'packages/core/dist/index.d.ts'), `\n${newExport}`);
  write(base, {
    'packages/provider-utils/package.json': {
      ...readManifest('packages/provider-utils', base),
      private: true,
    },
    'packages/provider-mock/src/loud.ts': loud,
    'packages/provider-mock/test/loud.test.ts': test(expected),
    'packages/provider-mock/package.json': { ...readManifest('packages/provider-mock', base), ...changes },
  });
  return { base, tarballs };
}

function setVersion(base, version) {
  write(base, { 'packages/core/package.json': { ...readManifest('packages/core', base), version } });
}

function check({ base, tarballs }) {
  const coreOf = (version, into) => releasedCore(version, { base, into, tarballs });
  return peerFloorProblems(base, publishedPackages(base), coreOf);
}

it('finds a provider that uses what only a newer core has than its range allows', patience, async () => {
  const { problems } = await check(await workspaceWith({ loud: usesIt }));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(
    'packages/provider-mock: the range workspace:^1.0.0 of the peer @modelport/core allows 1.0.0, but with @modelport/core 1.0.0 it does not compile:',
  );
  expect(problems[0]).toMatch(/src\/loud\.ts\(1,10\): error TS2305: .* has no exported member 'shout'/);
  expect(problems[0]).toContain('Raise the floor to the first core that has what the package uses');
});

it('finds a provider that compiles with the oldest core, and fails its tests there', patience, async () => {
  const loud = `import * as core from '@modelport/core';\n\nexport const loud = 'shout' in core ? 'HELLO' : 'hello';\n`;
  const { problems } = await check(await workspaceWith({ loud }));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('allows 1.0.0, but with @modelport/core 1.0.0 its tests fail:');
  expect(problems[0]).toContain("expected 'hello' to be 'HELLO'");
});

it(
  'finds nothing in a provider that does with the oldest core, and says that it was tried',
  patience,
  async () => {
    const workspace = await workspaceWith({ loud: "export const loud = 'hello';\n", expected: 'hello' });
    expect(await check(workspace)).toEqual({
      problems: [],
      summary:
        '0 of 1 packages have core 1.1.0 as their floor, which `npm test` ran with; tried with older ones: packages/provider-mock with 1.0.0',
    });
  },
);

it('tries nothing where the floor is the core of today, with which `npm test` ran', patience, async () => {
  const changes = { peerDependencies: { '@modelport/core': 'workspace:^1.1.0' } };
  const workspace = await workspaceWith({ loud: usesIt, changes });
  expect(await check({ ...workspace, tarballs: 'nowhere' })).toEqual({
    problems: [],
    summary: '1 of 1 packages have core 1.1.0 as their floor, which `npm test` ran with',
  });
});

it('fails where the oldest core cannot be had, rather than trying nothing', patience, async () => {
  const workspace = await workspaceWith({ loud: usesIt });
  const { problems } = await check({ ...workspace, tarballs: join(workspace.base, 'nowhere') });
  expect(problems).toEqual([
    expect.stringMatching(
      /^packages\/provider-mock: the floor 1\.0\.0 of their peer @modelport\/core cannot be tried\. There is no .*modelport-core-1\.0\.0\.tgz\.$/,
    ),
  ]);
});
