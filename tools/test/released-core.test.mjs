import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { releasedCore } from '../lib/released-core.mjs';
import { root } from '../lib/root.mjs';
import { fixture } from './support/fixture.mjs';

const patience = { timeout: 600_000 };

/** Lets npm ask this server only, and waste no time on tries that are in vain. */
function useRegistry(url) {
  vi.stubEnv('npm_config_registry', url);
  vi.stubEnv('npm_config_fetch_retries', '0');
  vi.stubEnv('npm_config_cache', fixture());
  onTestFinished(() => vi.unstubAllEnvs());
}

/** A registry that has one version of core. */
async function registryWith(version) {
  const folder = fixture({ 'package/package.json': { name: '@modelport/core', version } });
  execFileSync('tar', ['-czf', 'core.tgz', 'package'], { cwd: folder });
  const tarball = readFileSync(join(folder, 'core.tgz'));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const server = createServer((request, response) => {
    if (request.url.endsWith('.tgz')) return response.end(tarball);
    const dist = { tarball: `http://127.0.0.1:${server.address().port}/core.tgz`, integrity };
    const versions = { [version]: { name: '@modelport/core', version, dist } };
    return response.end(
      JSON.stringify({ name: '@modelport/core', versions, 'dist-tags': { latest: version } }),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${server.address().port}/`;
}

/** A repository with a small core, whose tag is `@modelport/core@1.0.0`, and that has gone on since. */
function repository() {
  const base = fixture({
    'tsconfig.base.json': readFileSync(join(root, 'tsconfig.base.json'), 'utf8'),
    'tsup.base.ts': readFileSync(join(root, 'tsup.base.ts'), 'utf8'),
    'packages/core/package.json': { name: '@modelport/core', version: '1.0.0', type: 'module' },
    'packages/core/tsup.config.ts':
      "import { inFiles } from '../../tsup.base.js';\nexport default inFiles({ name: 'index' });\n",
    'packages/core/tsconfig.build.json': readFileSync(
      join(root, 'packages/core/tsconfig.build.json'),
      'utf8',
    ),
    'packages/core/src/index.ts': "export const age: string = 'old';\n",
  });
  const git = (...parameters) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...parameters], {
      cwd: base,
    });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', 'Release');
  git('tag', '@modelport/core@1.0.0');
  git('rm', '--quiet', '-r', 'packages');
  symlinkSync(join(root, 'node_modules'), join(base, 'node_modules'), 'junction');
  return base;
}

it('takes what npm has', patience, async () => {
  useRegistry(await registryWith('1.0.0'));
  const folder = await releasedCore('1.0.0', { base: fixture(), into: join(fixture(), 'core') });
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version).toBe('1.0.0');
});

it('builds the tag of a version that npm does not have', patience, async () => {
  useRegistry(await registryWith('1.1.0'));
  const folder = await releasedCore('1.0.0', { base: repository(), into: join(fixture(), 'core') });
  expect(readFileSync(join(folder, 'dist', 'index.js'), 'utf8')).toContain('"old"');
  expect(existsSync(join(folder, 'dist', 'index.d.ts'))).toBe(true);
});

it('says what it tried for a version that nobody has', patience, async () => {
  useRegistry(await registryWith('1.1.0'));
  const attempt = releasedCore('1.2.0', { base: repository(), into: join(fixture(), 'core') });
  await expect(attempt).rejects.toThrow(
    /^There is no @modelport\/core 1\.2\.0 to be had: git has no tag @modelport\/core@1\.2\.0, and npm says:\n[\s\S]*1\.2\.0/,
  );
});
