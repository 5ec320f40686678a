import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { nodeExecutable } from './support/node-versions.js';
import { emptyFolder, pack, unpack } from './support/packages.js';

const run = promisify(execFile);

/** Loads a copy from each of three folders, one of them with `require`, and tells what they know of each other. */
const program = `
import { createRequire } from 'node:module';
const a = await import('./a/node_modules/@modelport/core/dist/index.js');
const b = await import('./b/node_modules/@modelport/core/dist/index.js');
const c = createRequire(new URL('./c/program.mjs', import.meta.url))('@modelport/core');
const definition = (type) => ({
  specVersion: 1, type, displayName: type, packageName: type, packageVersion: '1.0.0', location: 'local',
  capabilities: {}, settings: [],
  create: () => ({ async *stream() { throw new a.ProviderError({ code: 'RATE_LIMITED', message: 'slow down', retryable: false }); } }),
});
a.registerProvider(definition('from-a'));
c.registerProvider(definition('from-c'));
const caught = await b.createProvider('from-a').chat('Hi').catch((error) => error);
let missing;
try { b.createProvider('nowhere'); } catch (error) { missing = error; }
console.log(JSON.stringify({
  different: a.ProviderError !== b.ProviderError && b.ProviderError !== c.ProviderError && a.ProviderError !== c.ProviderError,
  seen: [a, b, c].map((core) => core.listDefinitions().map(({ type }) => type)),
  recognised: [a, b, c].map((core) => core.ProviderError.isInstance(caught)),
  code: caught.code,
  provider: caught.provider,
  missing: missing.message,
}));
`;

it.each([22, 24])(
  'shares one registry and recognises its errors across three copies, on Node %i',
  {
    timeout: 120_000,
  },
  async (major) => {
    const folder = await emptyFolder();
    const [tarball = ''] = await pack(['core'], folder);
    for (const name of ['a', 'b', 'c']) await unpack(tarball, join(folder, name), '@modelport/core');
    await writeFile(join(folder, 'program.mjs'), program);
    const { stdout } = await run(await nodeExecutable(major), [join(folder, 'program.mjs')]);
    const found = JSON.parse(stdout);
    expect(found.different).toBe(true);
    expect(found.seen).toEqual([
      ['from-a', 'from-c'],
      ['from-a', 'from-c'],
      ['from-a', 'from-c'],
    ]);
    expect(found.recognised).toEqual([true, true, true]);
    expect(found).toMatchObject({ code: 'RATE_LIMITED', provider: 'from-a' });
    expect(found.missing).toContain('3 copies of @modelport/core');
  },
);
