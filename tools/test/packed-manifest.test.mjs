import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { packedManifest, releaseProblems } from '../lib/packed-manifest.mjs';

const folder = mkdtempSync(join(tmpdir(), 'modelport-packed-manifest-'));
const release = { name: '@modelport/a', version: '1.2.0', access: 'public' };
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('reads what a tarball says of itself', () => {
  mkdirSync(join(folder, 'package'), { recursive: true });
  writeFileSync(join(folder, 'package/package.json'), JSON.stringify({ name: 'a', version: '1.0.0' }));
  execFileSync('tar', ['-czf', 'a.tgz', 'package'], { cwd: folder });
  expect(packedManifest(join(folder, 'a.tgz'))).toEqual({ name: 'a', version: '1.0.0' });
});

it('takes a package that is as planned', () => {
  const dependencies = { '@modelport/b': '^1.0.0' };
  expect(releaseProblems(release, { name: '@modelport/a', version: '1.2.0', dependencies })).toEqual([]);
});

it.each([
  ['of another version', { version: '1.1.0' }, 'the tarball holds @modelport/a@1.1.0'],
  ['that is private', { private: true }, 'npm refuses it'],
  [
    'that needs this workspace',
    { dependencies: { b: 'workspace:^' } },
    'dependencies asks for b "workspace:^"',
  ],
  [
    'that needs the catalogue',
    { peerDependencies: { b: 'catalog:' } },
    'peerDependencies asks for b "catalog:"',
  ],
])('does not take a package %s', (_, change, message) => {
  const manifest = { name: '@modelport/a', version: '1.2.0', ...change };
  expect(releaseProblems(release, manifest)).toEqual([expect.stringContaining(message)]);
});

it('does not take a package that only some may install', () => {
  const manifest = { name: '@modelport/a', version: '1.2.0' };
  expect(releaseProblems({ ...release, access: 'restricted' }, manifest)).toEqual([
    expect.stringContaining('access "restricted"'),
  ]);
});
