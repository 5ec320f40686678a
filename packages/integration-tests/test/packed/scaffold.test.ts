import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answerSteps, openAIWire, startBackend, textAnswer } from '@modelport/provider-testkit';
import { expect, it } from 'vitest';
import { plainEnvironment } from '../support/plain-environment.js';
import { emptyFolder, npmInstall, pack } from './support/packages.js';

const run = promisify(execFile);

// As an author would: from nothing to a package that is ready to publish, and then as its first user.
it('makes a provider outside of the repository that is like a built-in one', {
  timeout: 300_000,
}, async () => {
  const tarballs = await emptyFolder();
  const packed = await pack(['core', 'provider-utils', 'provider-testkit', 'create-provider'], tarballs);
  const author = await emptyFolder();
  const create = ['exec', '--yes', '--prefer-offline', '--package', join(tarballs, 'core.tgz')];
  await npm(author, [
    ...create,
    '--package',
    join(tarballs, 'create-provider.tgz'),
    '--',
    'create-provider',
    'my-llm',
  ]);
  const project = join(author, 'modelport-provider-my-llm');
  await useTarballs(project, tarballs);
  await installTools(project);

  for (const script of ['build', 'typecheck', 'lint']) await npm(project, ['run', script]);
  await npm(project, ['test', '--', '--reporter=json', '--outputFile=report.json']);
  const report = JSON.parse(await readFile(join(project, 'report.json'), 'utf8'));
  expect(report).toMatchObject({ success: true, numFailedTests: 0 });
  expect(report.numPassedTests).toBeGreaterThan(150);

  const [published] = JSON.parse((await npm(project, ['pack', '--json', '--ignore-scripts'])).stdout);
  const names: string[] = published.files.map(({ path }: { path: string }) => path);
  expect(names).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'README.md', 'LICENSE']));
  expect(names.filter((name) => /^(test|node_modules|\.)/.test(name))).toEqual([]);

  const user = await emptyFolder();
  await npmInstall(user, [...packed.slice(0, 2), join(project, published.filename)]);
  await usesIt(user);
});

/** Compiles and runs a user's program. */
async function usesIt(folder: string): Promise<void> {
  await using backend = await startBackend(openAIWire, ['small']);
  backend.reply('chat', (request) =>
    answerSteps(textAnswer(['It scatters ', 'light.']), openAIWire, request),
  );
  const program = `
    import { createProvider, listDefinitions, ProviderError } from '@modelport/core';
    import 'modelport-provider-my-llm';

    const mine = createProvider('my-llm', { baseUrl: '${backend.baseUrl}/v1', model: 'small' });
    console.log((await mine.chat({ messages: 'Why is the sky blue?', providerOptions: { 'my-llm': { user: 'me' } } })).text);
    console.log(listDefinitions().map(({ type, displayName }) => type + ' is ' + displayName).join());
    try {
      createProvider('my-lm' as string);
    } catch (error) {
      console.log((error as ProviderError).code, (error as ProviderError).message);
    }
    try {
      // @ts-expect-error the option is misspelt
      createProvider('my-llm', { modle: 'small' });
    } catch (error) {
      console.log((error as ProviderError).code, (error as ProviderError).setting);
    }
    await mine.close();`;
  await writeFile(join(folder, 'program.mts'), program);
  const compiler = [
    '--noEmit',
    '--module',
    'nodenext',
    '--strict',
    '--lib',
    'es2023,esnext.disposable,dom',
    '--types',
    '',
  ];
  await run('tsc', [...compiler, 'program.mts'], { cwd: folder });
  const { stdout } = await run(process.execPath, ['program.mts'], { cwd: folder });
  const [text, list, miss, misspelt] = stdout.trim().split('\n');
  expect(text).toBe('It scatters light.');
  expect(list).toBe('my-llm is My Llm');
  expect(miss).toMatch(/^PROVIDER_NOT_FOUND .*my-lm.*my-llm/);
  expect(misspelt).toMatch(/^SETTING_INVALID/);
  expect(backend.chats[0]?.rest).toEqual({ user: 'me' });
}

/** What is not on npm yet comes from the tarballs; nothing else is changed. */
async function useTarballs(project: string, tarballs: string): Promise<void> {
  const path = join(project, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  const there = (await readdir(tarballs)).map((name) => name.replace('.tgz', ''));
  manifest.overrides = {};
  for (const name of there)
    manifest.overrides[`@modelport/${name}`] = `file:${join(tarballs, `${name}.tgz`)}`;
  for (const group of ['dependencies', 'devDependencies']) {
    for (const name of Object.keys(manifest[group])) {
      if (manifest.overrides[name]) manifest[group][name] = manifest.overrides[name];
    }
  }
  await writeFile(path, JSON.stringify(manifest, null, 2));
}

/**
 * From npm's cache where that has all. Without a network, `--prefer-offline` alone would ask for minutes for optional
 * packages that nobody has published, and that are in no cache therefore.
 */
async function installTools(project: string): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts'];
  await npm(project, ['install', '--offline', ...quiet]).catch(() =>
    npm(project, ['install', '--prefer-offline', ...quiet]),
  );
}

async function npm(folder: string, args: readonly string[]): Promise<{ stdout: string }> {
  try {
    return await run('npm', args, { cwd: folder, env: plainEnvironment(), maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`npm ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  }
}
