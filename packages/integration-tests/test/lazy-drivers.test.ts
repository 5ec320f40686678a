import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startFakeOllama, startFakeOpenAIServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** The files of our packages that a program has loaded: before its provider's first call, and with it. */
interface Loaded {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Imports every provider, creates one and asks it, in a process of its own. */
async function filesLoadedFor(type: string, options: object): Promise<Loaded> {
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({
      load(url, context, next) {
        const [, file] = /packages\\/([^/]+\\/dist\\/.*)$/.exec(url) ?? [];
        if (file) loaded.push(file);
        return next(url, context);
      },
    });
    const { createProvider } = await import('@modelport/core');
    for (const name of ['anthropic', 'llamacpp', 'ollama', 'openai-compatible', 'openrouter']) {
      await import('@modelport/provider-' + name);
    }
    const provider = createProvider(${JSON.stringify(type)}, ${JSON.stringify(options)});
    const before = [...loaded];
    await provider.chat('Hi');
    console.log(JSON.stringify({ before, after: loaded }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
  });
  return JSON.parse(stdout);
}

/** Those that talk to a backend. The driver of the dialect is in the file of what others build on it with. */
const drivers = (files: readonly string[]) => files.filter((file) => /(-drivers?|\/extend)\.js$/.test(file));

describe('a program that imports every provider loads no driver but the one that it asks', {
  timeout: 60_000,
}, () => {
  it('at the first call of a provider', async () => {
    await using server = await startFakeOllama({ models: ['qwen3:8b'] });
    const { before, after } = await filesLoadedFor('ollama', { baseUrl: server.baseUrl, model: 'qwen3:8b' });
    expect(before).toContain('provider-ollama/dist/index.js');
    expect(drivers(before)).toEqual([]);
    expect(drivers(after)).toEqual(['provider-ollama/dist/ollama-driver.js']);
  });

  it('at the first call of a preset', async () => {
    await using server = await startFakeOpenAIServer();
    const { baseUrl, apiKey, model } = server;
    const { before, after } = await filesLoadedFor('openai', { baseUrl, apiKey, model });
    expect(drivers(before)).toEqual([]);
    expect(drivers(after)).toEqual(['provider-openai-compatible/dist/extend.js']);
  });
});

it('a driver whose file is missing fails the call, and says what to do', { timeout: 60_000 }, async () => {
  const program = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) {
        return next(specifier.replace(/-driver.js$/, '-driver-that-was-not-deployed.js'), context);
      },
    });
    const { createProvider } = await import('@modelport/core');
    await import('@modelport/provider-ollama');
    const provider = createProvider('ollama', { model: 'qwen3:8b' });
    const { name, code, provider: of, message } = await provider.chat('Hi').catch((error) => error);
    await provider.close();
    console.log(JSON.stringify({ name, code, of, message }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
  });
  expect(JSON.parse(stdout)).toEqual({
    name: 'ProviderError',
    code: 'PROVIDER_NOT_FOUND',
    of: 'ollama',
    message: expect.stringMatching(
      /could not be loaded: Cannot find module .*-not-deployed\.js.* Install its/,
    ),
  });
});
