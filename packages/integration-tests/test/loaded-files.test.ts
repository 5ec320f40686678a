import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startFakeOllama, startFakeOpenAIServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** What a process has loaded at some moment. */
interface Loaded {
  /** Of our packages: `core/dist/index.js`. */
  readonly files: readonly string[];
  /** Modules of Node that are dear to load: those of http, fetch, TLS and compression. */
  readonly parts: readonly string[];
}

/** What importing a provider loads, and what more a stream does, in a process of its own. */
async function loadedBy(
  name: string,
  type?: string,
  options?: object,
): Promise<Record<'imported' | 'called', Loaded>> {
  const program = `
    import { registerHooks } from 'node:module';
    const files = [];
    registerHooks({
      load(url, context, next) {
        const [, file] = /packages\\/(.*)$/.exec(url) ?? [];
        if (file) files.push(file);
        return next(url, context);
      },
    });
    const dear = ['_http_client', 'internal/deps/undici/undici', '_tls_wrap', 'zlib'];
    const loaded = () => ({
      files: [...files].sort(),
      parts: dear.filter((part) => process.moduleLoadList.includes('NativeModule ' + part)),
    });
    const { createProvider } = await import('@modelport/core');
    await import('@modelport/provider-${name}');
    const imported = loaded();
    ${type ? streamFrom(type, options) : ''}
    console.log(JSON.stringify({ imported, called: loaded() }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
  });
  return JSON.parse(stdout);
}

const streamFrom = (type: string, options: object = {}) => `
    const provider = createProvider(${JSON.stringify(type)}, ${JSON.stringify(options)});
    for await (const { type } of provider.stream('Hi')) if (type === 'text-delta') break;`;

const core = ['core/dist/core.js', 'core/dist/index.js'];
const light = 'provider-utils/dist/define.js';
const ofCall = ['core/dist/pipeline.js', 'provider-utils/dist/node.js'];
const ofProvider = (name: string) => [
  `provider-${name}/dist/definition.js`,
  `provider-${name}/dist/index.js`,
];

// Node takes about a millisecond to open a file, so one more is a cost that somebody has to have wanted.
describe('a program that imports a provider opens two files of core, one of provider-utils, and', {
  timeout: 60_000,
}, () => {
  it.each(['anthropic', 'llamacpp', 'ollama', 'openrouter'])('two of provider-%s', async (name) => {
    const { imported } = await loadedBy(name);
    expect(imported.files).toEqual([...core, light, ...ofProvider(name)].sort());
    expect(imported.parts).toEqual([]);
  });

  it('three of provider-openai-compatible', async () => {
    const { imported } = await loadedBy('openai-compatible');
    const facts = 'provider-openai-compatible/dist/facts.js';
    expect(imported.files).toEqual([...core, light, ...ofProvider('openai-compatible'), facts].sort());
    expect(imported.parts).toEqual([]);
  });
});

describe('the first call loads of Node only its sockets, and opens', { timeout: 60_000 }, () => {
  it('three files for a provider with a driver of its own', async () => {
    await using server = await startFakeOllama({ models: ['qwen3:8b'] });
    const { imported, called } = await loadedBy('ollama', 'ollama', {
      baseUrl: server.baseUrl,
      model: 'qwen3:8b',
    });
    const more = [...ofCall, 'provider-ollama/dist/ollama-driver.js'];
    expect(called.files).toEqual([...imported.files, ...more].sort());
    expect(called.parts).toEqual(['_http_client']);
  });

  it('three for a preset', async () => {
    await using server = await startFakeOpenAIServer();
    const { baseUrl, apiKey, model } = server;
    const { imported, called } = await loadedBy('openai-compatible', 'openai', { baseUrl, apiKey, model });
    const more = [...ofCall, 'provider-openai-compatible/dist/extend.js'];
    expect(called.files).toEqual([...imported.files, ...more].sort());
    expect(called.parts).toEqual(['_http_client']);
  });
});
