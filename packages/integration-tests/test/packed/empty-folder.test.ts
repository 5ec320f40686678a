import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { llamaServerAvailable, startLlamaServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { nodeExecutable } from './support/node-versions.js';
import { emptyFolder, installedPackages, npmInstall, pack } from './support/packages.js';

const run = promisify(execFile);
const llama = await llamaServerAvailable();

describe('in an empty folder, from packed tarballs', () => {
  it('installs core and provider-mock with no other package', { timeout: 120_000 }, async () => {
    const folder = await emptyFolder();
    await npmInstall(folder, await pack(['core', 'provider-mock'], folder));
    expect(await installedPackages(folder)).toEqual(['@modelport/core', '@modelport/provider-mock']);
  });

  it('registers exactly its own type when provider-llamacpp is imported', { timeout: 120_000 }, async () => {
    const folder = await installLlamaCpp();
    const program = `
      import { listDefinitions } from '@modelport/core';
      import '@modelport/provider-llamacpp';
      console.log(listDefinitions().map(({ type }) => type).join());`;
    await writeFile(join(folder, 'program.mjs'), program);
    const { stdout } = await run(process.execPath, ['program.mjs'], { cwd: folder });
    expect(stdout.trim()).toBe('llamacpp');
    expect(await installedPackages(folder)).not.toContain('openai');
  });

  it.skipIf(!llama.available).each([22, 24, 26])(
    `runs the example of provider-llamacpp's README on Node %i${llama.available ? '' : ` (${llama.reason})`}`,
    { timeout: 180_000 },
    async (major) => {
      await using server = await startLlamaServer();
      const folder = await installLlamaCpp();
      const readme = await readFile(
        join(folder, 'node_modules/@modelport/provider-llamacpp/README.md'),
        'utf8',
      );
      const example = /^## Quick start$[\s\S]*?^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '';
      // As written, but for the address: the test's server has a port of its own.
      const address = /http:\/\/127\.0\.0\.1:\d+/g;
      expect(example).toMatch(address);
      await writeFile(
        join(folder, 'example.ts'),
        example.replaceAll(address, new URL(server.baseUrl).origin),
      );
      await writeFile(
        join(folder, 'package.json'),
        JSON.stringify({
          ...JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
          type: 'module',
        }),
      );
      const { stdout } = await run(await nodeExecutable(major), ['example.ts'], { cwd: folder });
      expect(stdout).toMatch(/I am a (tiny|small) model inside a real server/);
    },
  );
});

async function installLlamaCpp(): Promise<string> {
  const folder = await emptyFolder();
  const packages = ['core', 'provider-utils', 'provider-openai-compatible', 'provider-llamacpp'];
  await npmInstall(folder, await pack(packages, folder));
  return folder;
}
