import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { kinds, serve } from '../support/servers.js';

const run = promisify(execFile);
const core = new URL('../../dist/index.js', import.meta.url).href;

/** Runs a program in a process of its own; it fails where the process does not end by itself. */
async function runProgram(program: string): Promise<string> {
  const source = `import * as core from ${JSON.stringify(core)};\n${program}`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', source], { timeout: 60_000 });
  return stdout;
}

describe('a program', () => {
  it('ends by itself after a detection, whatever the servers did', async () => {
    const servers = await Promise.all([kinds.ollama, kinds.webPage, () => {}].map(serve));
    const urls = JSON.stringify(servers.map(({ url }) => url));
    const stdout = await runProgram(`
      const identify = async (get) => (JSON.parse((await get('/api/version')).body).version ? {} : undefined);
      core.registerProvider({
        specVersion: 1, type: 'odd', displayName: 'Odd', packageName: 'p', packageVersion: '1.0.0', location: 'local',
        capabilities: {}, settings: [], create: () => ({}), probe: { urls: ${urls}, priority: 1, identify },
      });
      const { tried } = await core.detectProviders({ env: {}, timeout: 5_000 });
      console.log(tried.map(({ outcome }) => outcome).join());
    `);
    expect(stdout.trim()).toBe('found,unknown,timeout');
  });
});
