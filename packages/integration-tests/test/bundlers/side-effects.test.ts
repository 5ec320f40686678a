import { startFakeOllama } from '@modelport/provider-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { allBundlers } from './support/all-bundlers.js';
import { bundle } from './support/bundle.js';
import { listingProgram } from './support/listing-program.js';
import { type Project, useProject } from './support/project.js';
import { runProgram } from './support/run-program.js';

const project = useProject();

describe.each(allBundlers)('by the `sideEffects` of our packages, $name', (bundler) => {
  it('keeps the registration of a package whose names are not used', { timeout: 120_000 }, async () => {
    const unused = "import { definition } from '@modelport/provider-openrouter';";
    const program = await project.current.write('unused.js', listingProgram(unused));
    const made = await bundle(bundler, project.current, program);
    expect(made.warnings).toEqual([]);
    expect(await runProgram(made.entry)).toEqual(['openrouter']);
  });

  it('keeps the registration that a function of a package needs', { timeout: 120_000 }, async () => {
    const program = await project.current.write('router.js', programOfRouter);
    const made = await bundle(bundler, project.current, program);
    expect(made.warnings).toEqual([]);
    expect(await runProgram(made.entry)).toEqual({ text: 'Rayleigh.', attempts: ['first', 'second'] });
  });

  it('drops pure sub-paths that are not used', { timeout: 120_000 }, async () => {
    const unused = [
      "import { definition } from '@modelport/provider-ollama/definition';",
      "import { allPresets } from '@modelport/provider-openai-compatible/presets';",
      "import { createOpenAICompatibleDriver } from '@modelport/provider-openai-compatible/extend';",
    ];
    const program = await project.current.write('pure.js', listingProgram(...unused));
    const made = await bundle(bundler, project.current, program);
    expect(made.warnings).toEqual([]);
    expect(made.packages).toEqual(['@modelport/core']);
    expect(await runProgram(made.entry)).toEqual([]);
  });

  it('registers nothing for sub-paths that are used', { timeout: 120_000 }, async () => {
    await using server = await startFakeOllama({ models: ['qwen3:8b'], reply: { text: 'Rayleigh.' } });
    const program = await project.current.write('definition.js', programOfSubPaths);
    const made = await bundle(bundler, project.current, program);
    expect(made.warnings).toEqual([]);
    expect(made.packages).toEqual([
      '@modelport/core',
      '@modelport/provider-ollama',
      '@modelport/provider-openai-compatible',
      '@modelport/provider-utils',
    ]);
    expect(await runProgram(made.entry, { arguments: [server.baseUrl] })).toEqual({
      registered: [],
      text: 'Rayleigh.',
      preset: 'groq',
    });
  });
});

// Ollama's `index.js` registers; the mock's is one file for each module, as in packages made from our template.
const lists = [
  { type: 'ollama', sideEffects: ['./dist/index.js'], outcome: 'is registered' },
  { type: 'ollama', sideEffects: false, outcome: 'is lost' },
  { type: 'mock', sideEffects: ['./dist/index.js', './dist/register.js'], outcome: 'is registered' },
  { type: 'mock', sideEffects: ['./dist/register.js'], outcome: 'is lost' },
  { type: 'mock', sideEffects: ['./dist/index.js'], outcome: 'is lost' },
] as const;

describe.each(lists)(
  'where `sideEffects` is $sideEffects, the type $type',
  ({ type, sideEffects, outcome }) => {
    const name = `@modelport/provider-${type}`;
    let changed: Project;
    let program: string;
    beforeAll(async () => {
      changed = await project.current.copyWithSideEffects(name, sideEffects);
      program = await changed.write('program.js', listingProgram(`import '${name}';`));
    }, 120_000);

    it.each(allBundlers)(`${outcome} in a bundle of $name`, { timeout: 120_000 }, async (bundler) => {
      const made = await bundle(bundler, changed, program);
      expect(await runProgram(made.entry)).toEqual(outcome === 'is lost' ? [] : [type]);
    });
  },
);

const programOfRouter = `
import { createProvider } from '@modelport/core';
import '@modelport/provider-mock';
import { createRouter } from '@modelport/router';

async function main() {
  const first = createProvider('mock', { name: 'first', replies: [{ error: 'OVERLOADED' }] });
  const second = createProvider('mock', { name: 'second', replies: ['Rayleigh.'] });
  const { text, attempts } = await createRouter({ targets: [first, second] }).chat('Why is the sky blue?');
  console.log(JSON.stringify({ text, attempts: attempts.map(({ provider }) => provider) }));
}

main();
`;

const programOfSubPaths = `
import { createProviderFromDefinition, listDefinitions } from '@modelport/core';
import { definition } from '@modelport/provider-ollama/definition';
import { allPresets } from '@modelport/provider-openai-compatible/presets';

async function main() {
  const ollama = createProviderFromDefinition(definition, { baseUrl: process.argv[2], model: 'qwen3:8b' });
  const { text } = await ollama.chat('Why is the sky blue?');
  const preset = allPresets.find(({ type }) => type === 'groq').type;
  console.log(JSON.stringify({ registered: listDefinitions().map(({ type }) => type), text, preset }));
}

main();
`;
