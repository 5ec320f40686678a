import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const built = join(import.meta.dirname, '../../dist');
let folder = '';

/** What an installed package says: its built files alone, with nothing of the repository around them. */
function inInstalledPackage(script: string, environment: Record<string, string> = {}): unknown {
  const dist = pathToFileURL(join(folder, 'package/dist/llama-server/')).href;
  const code = `
    const { llamaServerAvailable } = await import('${dist}find-llama-server.js');
    const { tinyModelPath } = await import('${dist}tiny-models.js');
    const { prepareLlamaServer } = await import('${dist}prepare-llama-server.js');
    const { startLlamaServer } = await import('${dist}start-llama-server.js');
    const told = async () => { ${script} };
    console.log(JSON.stringify(await told().catch(({ message }) => message) ?? null));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH: process.env['PATH'], ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output);
}

describe('the real llama-server from an installed package', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'modelport-installed-'));
    cpSync(built, join(folder, 'package/dist'), { recursive: true });
    writeFileSync(join(folder, 'package/package.json'), '{ "type": "module" }');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is not there, and the reason says how to have it', () => {
    expect(inInstalledPackage('return llamaServerAvailable();')).toEqual({
      available: false,
      reason:
        "what installs llama-server and makes its tiny models is in Modelport's repository, not in the npm package; set MODELPORT_LLAMA_SERVER to a llama-server of your own",
    });
    expect(inInstalledPackage('return startLlamaServer();')).toMatch(
      /^There is no llama-server: what installs/,
    );
  });

  it('has no tiny models', () => {
    expect(inInstalledPackage("return tinyModelPath('tiny-chat');")).toMatch(
      /^There is no model tiny-chat: .* Give a modelsFolder\.$/,
    );
  });

  it('may be one of your own, with models of your own', () => {
    const own = { MODELPORT_LLAMA_SERVER: process.execPath };
    expect(inInstalledPackage('await prepareLlamaServer(); return llamaServerAvailable();', own)).toEqual({
      available: true,
      executable: process.execPath,
    });
    // Node is no llama-server, but it is started with the folder.
    const start = `return startLlamaServer({ modelsFolder: '/no/models', startTimeout: 2000 });`;
    expect(inInstalledPackage(start, own)).toMatch(/models-dir|bad option|ended/);
  });
});
