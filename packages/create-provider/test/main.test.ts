import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../dist/main.js');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'create-provider-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the command without a terminal. */
async function create(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await run(process.execPath, [program, ...args], { cwd: folder })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

it('writes a package of which nothing says the template is its name', async () => {
  const { code, stdout } = await create('my-llm');
  expect(code).toBe(0);
  expect(stdout).toContain('cd modelport-provider-my-llm');
  const target = join(folder, 'modelport-provider-my-llm');
  const files = await readdir(target, { recursive: true });
  expect(files).toEqual(
    expect.arrayContaining([
      'package.json',
      'biome.json',
      '.gitignore',
      'src/my-llm-driver.ts',
      'src/to-wire.ts',
      'test/conformance.test.ts',
      '.github/workflows/ci.yml',
      '.github/workflows/release.yml',
      '.changeset/first-release.md',
    ]),
  );
  expect(files.filter((name) => /acme|node_modules|dist/i.test(name))).toEqual([]);
  for (const name of files.filter((file) => /\.\w+$/.test(file))) {
    expect(await readFile(join(target, name), 'utf8').catch(() => ''), name).not.toMatch(
      /acme|workspace:|catalog:/i,
    );
  }
  const manifest = JSON.parse(await readFile(join(target, 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({ name: 'modelport-provider-my-llm', version: '0.0.0' });
  expect(manifest).not.toHaveProperty('private');
  expect(manifest.peerDependencies['@modelport/core']).toMatch(/^\^1\./);
});

it('takes names and a folder', async () => {
  const here = join(folder, 'here');
  await create('my-llm', here, '--package', '@me/llm', '--display-name', 'My LLM');
  expect(JSON.parse(await readFile(join(here, 'package.json'), 'utf8')).name).toBe('@me/llm');
  expect(await readFile(join(here, 'src/definition.ts'), 'utf8')).toContain("displayName: 'My LLM'");
});

it('writes nothing into a folder that is not empty', async () => {
  await writeFile(join(folder, 'mine.txt'), 'mine');
  const { code, stderr } = await create('my-llm', '.');
  expect(code).toBe(1);
  expect(stderr).toContain('is not empty (mine.txt');
  expect(await readdir(folder)).toEqual(['mine.txt']);
});

it.each([
  [[], /Which type string/],
  [['Bad_Type'], /"Bad_Type" is no type string/],
  [['ollama'], /type of @modelport\/provider-ollama/],
  [['x', '--package', 'Not A Name'], /no name of an npm package/],
  [['x', '--display-name', "It's"], /display name/],
  [['x', '--unknown'], /unknown/],
  [['x', 'y', 'z'], /Too many arguments: z/],
])('refuses %j and shows how it is called', async (args, message) => {
  const { code, stderr } = await create(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr).toContain('Usage: npm create @modelport/provider');
  expect(await readdir(folder)).toEqual([]);
});

it('tells how it is called', async () => {
  const { code, stdout } = await create('--help');
  expect(code).toBe(0);
  expect(stdout).toContain('--package <name>');
});
