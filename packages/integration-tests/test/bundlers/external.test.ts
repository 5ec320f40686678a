import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { chatted, chattingProgram, useOllama } from './support/chat.js';
import { useProject } from './support/project.js';
import { runProgram } from './support/run-program.js';

const project = useProject();
const ollama = useOllama();

it.each([
  { what: 'all packages', external: ['@modelport/*'] },
  { what: 'the provider alone, with a core of its own,', external: ['@modelport/provider-ollama'] },
  { what: 'core alone', external: ['@modelport/core'] },
])('finds the provider where $what stayed outside the bundle', { timeout: 120_000 }, async ({ external }) => {
  const { folder } = project.current;
  const program = await project.current.write('program.js', chattingProgram);
  const entry = join(folder, 'bundled.mjs');
  await build({
    absWorkingDir: folder,
    entryPoints: [program],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external,
  });
  expect(await runProgram(entry, { arguments: [ollama.baseUrl] })).toEqual(chatted);
});
