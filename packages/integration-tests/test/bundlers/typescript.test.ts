import { describe, expect, it } from 'vitest';
import { bun } from './support/bun.js';
import { bundle } from './support/bundle.js';
import { esbuild } from './support/esbuild.js';
import { listingProgram } from './support/listing-program.js';
import { useProject } from './support/project.js';
import { rolldown } from './support/rolldown.js';
import { runProgram } from './support/run-program.js';
import { vite } from './support/vite.js';

const project = useProject();
const unused = "import { definition } from '@modelport/provider-openrouter';";
const bare = "import '@modelport/provider-ollama';";

describe.each([esbuild, rolldown, vite, bun])('of a program in TypeScript, $name', (bundler) => {
  it('drops an import of names that are not used, but not a bare one', { timeout: 120_000 }, async () => {
    const program = await project.current.write('program.ts', listingProgram(unused, bare));
    const made = await bundle(bundler, project.current, program);
    expect(made.warnings).toEqual([]);
    expect(await runProgram(made.entry)).toEqual(['ollama']);
  });
});
