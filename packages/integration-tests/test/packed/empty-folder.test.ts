import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { llamaServerAvailable, startFakeOllama, startLlamaServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { freshEnvironment } from '../release/support/fresh-environment.js';
import { startRegistry } from '../release/support/registry.js';
import { nodeExecutable } from './support/node-versions.js';
import { emptyFolder, installedPackages, npmInstall, pack } from './support/packages.js';

const run = promisify(execFile);
const llama = await llamaServerAvailable();

describe('in an empty folder, from packed tarballs', () => {
  it.each(['provider-mock', 'provider-ollama', 'provider-openai-compatible'])(
    'installs core and %s with provider-utils, and no other package',
    { timeout: 120_000 },
    async (name) => {
      const folder = await emptyFolder();
      await npmInstall(folder, await pack(['core', 'provider-utils', name], folder));
      const expected = ['@modelport/core', '@modelport/provider-utils', `@modelport/${name}`];
      expect((await installedPackages(folder)).toSorted()).toEqual(expected.toSorted());
    },
  );

  it("runs the example of provider-ollama's README", { timeout: 120_000 }, async () => {
    await using server = await startFakeOllama({
      models: ['qwen3:8b'],
      reply: { text: 'It scatters light.' },
    });
    const folder = await emptyFolder();
    await npmInstall(folder, await pack(['core', 'provider-utils', 'provider-ollama'], folder));
    const example = await quickStart(folder, 'provider-ollama');
    // As written, but for the model, and the address that is not in it: the test's server has a port of its own.
    const program = example
      .replace(/model: '[^']+'/, "model: 'qwen3:8b'")
      .replace(/createProvider\('ollama', \{/, `createProvider('ollama', { baseUrl: '${server.baseUrl}',`);
    expect(program).toContain(server.baseUrl);
    await writeFile(join(folder, 'example.mts'), program);
    const { stdout } = await run(await nodeExecutable(24), ['example.mts'], { cwd: folder });
    expect(stdout).toContain('It scatters light.');
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
      const example = await quickStart(folder, 'provider-llamacpp');
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

/** The example under "Quick start" in the README of an installed package. */
async function quickStart(folder: string, name: string): Promise<string> {
  const readme = await readFile(join(folder, 'node_modules/@modelport', name, 'README.md'), 'utf8');
  return /^## Quick start$[\s\S]*?^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '';
}

/** Three tarballs; what provider-llamacpp builds on comes from a registry, as all packages do for users. */
async function installLlamaCpp(): Promise<string> {
  const folder = await emptyFolder();
  await using registry = await startRegistry();
  const env = await freshEnvironment(registry.url, join(folder, 'home'));
  const [extended = ''] = await pack(['provider-openai-compatible'], folder);
  await run('npm', ['publish', '--no-provenance', extended], { cwd: folder, env });
  const tarballs = await pack(['core', 'provider-utils', 'provider-llamacpp'], folder);
  await run('npm', ['install', '--no-audit', '--no-fund', ...tarballs], { cwd: folder, env });
  return folder;
}
