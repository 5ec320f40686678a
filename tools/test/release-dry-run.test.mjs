import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from '../lib/root.mjs';
import { publishedPackages } from '../lib/workspace.mjs';

const run = promisify(execFile);
const patient = { timeout: 600_000 };
const all = publishedPackages().map(({ manifest: { name, version } }) => ({ name, version }));
let cache;
let registry;
let answer;

beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), 'modelport-dry-run-cache-'));
  registry = createServer(({ url }, response) => {
    const name = decodeURIComponent(url.slice(1));
    const [status, body] = answer(name);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
});
afterEach(() => {
  rmSync(cache, { recursive: true, force: true });
  registry.closeAllConnections();
  return new Promise((resolve) => registry.close(resolve));
});

async function dryRun() {
  const env = {
    ...process.env,
    PNPM_CONFIG_REGISTRY: `http://127.0.0.1:${registry.address().port}/`,
    PNPM_CONFIG_FETCH_RETRIES: '0',
    PNPM_CONFIG_CACHE_DIR: cache,
  };
  const program = join(root, 'tools/release-dry-run.mjs');
  return run(process.execPath, [program], { env, cwd: root }).catch((error) => error);
}

function metadata(name, version) {
  const dist = { tarball: 'http://127.0.0.1/none.tgz', shasum: '0'.repeat(40) };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } };
}

it('packs what the registry lacks', patient, async () => {
  const lacking = all[1].name;
  answer = (name) => {
    const there = all.find((each) => each.name === name && name !== lacking);
    return there === undefined ? [404, { error: 'not found' }] : [200, metadata(name, there.version)];
  };
  expect(await dryRun()).toMatchObject({ stdout: `would publish ${lacking}@${all[1].version}\n` });
});

it('says that there is nothing to release', patient, async () => {
  answer = (name) => [200, metadata(name, all.find((each) => each.name === name).version)];
  expect(await dryRun()).toMatchObject({ stdout: 'npm has every version: nothing to release\n' });
});

it('fails where the registry does', patient, async () => {
  answer = () => [500, { error: 'out of order' }];
  const { code, stderr } = await dryRun();
  expect(code).toBe(1);
  expect(stderr).toContain('Is the registry within reach?');
});
