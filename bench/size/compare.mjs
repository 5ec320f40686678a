// How big Modelport and its peers are for the same small program: packages and bytes that npm installs, and what the
// program weighs in a bundle. Each program is run against a fake server first, so that it is one that works. Writes the
// table of README.md: `npm run compare-size`. Needs the npm registry.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startFakeOllama, startFakeOpenAIServer } from '../../packages/provider-testkit/dist/index.js';
import { root } from '../../tools/lib/root.mjs';
import { withSizeTable } from '../../tools/lib/size-table.mjs';
import { tasks } from './contenders.mjs';
import { measure } from './measure.mjs';

const run = promisify(execFile);
const answer = 'It scatters light.';
const servers = {
  ollama: () => startFakeOllama({ models: ['qwen3:8b'], reply: { text: answer } }),
  openai: () => startFakeOpenAIServer({ models: ['qwen3:8b'], reply: { text: answer } }),
};

const scratch = mkdtempSync(join(tmpdir(), 'modelport-size-'));
try {
  const rows = [];
  for (const { task, server, contenders } of tasks) {
    for (const contender of contenders) {
      const folder = join(scratch, `${rows.length}`);
      const measured = await measure(contender, folder);
      await tryOut(contender, server, folder);
      rows.push({ task, ...measured });
      console.log(`${task}: ${contender.name} is measured`);
    }
  }
  const readme = join(root, 'README.md');
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(readme, withSizeTable(readFileSync(readme, 'utf8'), rows, today));
  console.log('README.md has the table.');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** @throws {Error} for a program that does not print the server's answer. */
async function tryOut({ name, program }, server, folder) {
  await using backend = await servers[server]();
  writeFileSync(join(folder, 'program.mjs'), program);
  const env = { ...process.env, BASE_URL: new URL(backend.baseUrl).origin, API_KEY: backend.apiKey };
  const { stdout } = await run(process.execPath, ['program.mjs'], { cwd: folder, env });
  if (!stdout.includes(answer)) throw new Error(`The program of ${name} printed ${JSON.stringify(stdout)}.`);
}
