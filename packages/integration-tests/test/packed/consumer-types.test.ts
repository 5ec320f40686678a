import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { emptyFolder, pack, unpack } from './support/packages.js';

const run = promisify(execFile);
const own = join(import.meta.dirname, '../../node_modules');
const packages = [
  'core',
  'provider-utils',
  'provider-openai-compatible',
  'provider-llamacpp',
  'provider-ollama',
  'provider-openrouter',
  'provider-mock',
  'router',
];

const program = `
import { createProvider, ProviderError, tool, type ChatResponse, type ProviderType } from '@modelport/core';
import '@modelport/provider-llamacpp';
import '@modelport/provider-openai-compatible';
import '@modelport/provider-mock';
import '@modelport/provider-ollama';
import '@modelport/provider-openrouter';
import { connectProvider, createProviderFromEnv, createProviders } from '@modelport/core';
import { definePreset } from '@modelport/provider-openai-compatible/presets';
import { createRouter, type RouterStatus, type Strategy } from '@modelport/router';

const llama = createProvider('llamacpp', { baseUrl: 'http://127.0.0.1:8080', model: undefined });
export const type: ProviderType = 'llamacpp';

// @ts-expect-error a misspelt option of a registered type is a type error
createProvider('llamacpp', { baseURL: 'http://127.0.0.1:8080' });
// @ts-expect-error so is a wrong value
createProvider('openai-compatible', { timeout: 'soon' });
// @ts-expect-error so is an option of another type
createProvider('groq', { apiKey: 'gsk', keepAlive: 60 });
// @ts-expect-error so is a key that is not given
createProvider('openrouter', { apiKey: 1 });
createProvider('ollama', { model: 'qwen3', keepAlive: '10m' }).extras.ps();
createProvider('azure-openai', { resource: 'mine', apiKey: 'key', apiVersion: undefined });
export const preset = definePreset({ type: 'mine', displayName: 'Mine', location: 'cloud' }).type;
export const fromEnvironment: string = createProviderFromEnv({}).name;
export const names: readonly string[] = createProviders([{ name: 'a', type: 'mock' }]).names;
export const found: Promise<{ readonly name: string }> = connectProvider('auto', { fallback: 'lmstudio' });
const last: Strategy = (candidates) => candidates.at(-1);
export const router = createRouter({
  strategy: last,
  targets: [llama, { provider: createProvider('ollama'), limits: { concurrent: 2, key: undefined } }, createProvider('mock')],
});
export const status: RouterStatus = router.status();
// @ts-expect-error a misspelt limit is a type error
createRouter({ targets: [{ provider: llama, limits: { requestPerMinute: 1 } }] });
// @ts-expect-error so is a strategy that there is not
createProvider('router', { targets: [llama], strategy: 'fastest' });
// A type that is known at run time only takes any option.
createProvider('somewhere-else', { baseUrl: 'http://127.0.0.1', anything: true });

const add = tool({ name: 'add', description: 'Adds', parameters: { type: 'object', properties: {} } });

export async function ask(): Promise<string> {
  const stream = llama.stream({ messages: 'Hi', tools: [add], providerOptions: { llamacpp: {} } });
  let text = '';
  for await (const piece of stream.text) text += piece;
  for (const call of (await stream.response).toolCalls) if (call.name === 'add') text += call.rawArguments;
  const tokens: number = await llama.countTokens('Hi');
  return text + tokens;
}

export async function fails(): Promise<ChatResponse | undefined> {
  try {
    // @ts-expect-error a misspelt field of a request is a type error
    await llama.chat({ messages: 'Hi', temprature: 1 });
  } catch (error) {
    if (ProviderError.isInstance(error) && error.code === 'RATE_LIMITED') return error.partial;
  }
  return undefined;
}
`;

const compilers = [
  { name: 'TypeScript 5.9', tsc: join(own, 'typescript-5.9/bin/tsc') },
  { name: 'TypeScript 7', tsc: join(own, 'typescript/bin/tsc') },
];
const worlds = [
  { name: 'DOM types', lib: ['es2023', 'dom'], types: [] },
  { name: 'Node types', lib: ['es2023'], types: ['node'] },
  { name: 'DOM and Node types', lib: ['es2023', 'dom', 'dom.iterable'], types: ['node'] },
  { name: 'neither', lib: ['es2023'], types: [] },
];
const resolutions = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

describe('a strict TypeScript project that uses the packed packages', () => {
  it('compiles with every compiler, library and module resolution', { timeout: 300_000 }, async () => {
    const folder = await emptyFolder();
    const tarballs = await pack(packages, folder);
    for (const [index, name] of packages.entries())
      await unpack(tarballs[index] ?? '', folder, `@modelport/${name}`);
    await link(join(own, '@types/node'), join(folder, 'node_modules/@types/node'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'program.ts'), program);
    const failures: string[] = [];
    for (const compiler of compilers) {
      for (const world of worlds) {
        for (const resolution of resolutions) {
          const config = {
            compilerOptions: {
              target: 'es2023',
              strict: true,
              exactOptionalPropertyTypes: true,
              skipLibCheck: false,
              noEmit: true,
              noUncheckedIndexedAccess: true,
              lib: world.lib,
              types: world.types,
              ...resolution,
            },
            files: ['program.ts'],
          };
          await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
          const output = await run(process.execPath, [compiler.tsc, '-p', folder, '--pretty', 'false']).then(
            () => '',
            (error: { stdout: string }) => error.stdout,
          );
          if (output)
            failures.push(`${compiler.name}, ${world.name}, ${resolution.moduleResolution}:\n${output}`);
        }
      }
    }
    expect(failures.join('\n')).toBe('');
  });
});

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, 'junction');
}
