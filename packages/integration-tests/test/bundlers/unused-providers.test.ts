import { describe, expect, it } from 'vitest';
import { allBundlers } from './support/all-bundlers.js';
import { bundle } from './support/bundle.js';
import { listingProgram } from './support/listing-program.js';
import { useProject } from './support/project.js';
import { runProgram } from './support/run-program.js';

const project = useProject();

/** Of each other provider: its package, a type of its own, and text that no other package has. */
const others = [
  { package: '@modelport/provider-anthropic', type: 'anthropic', marker: 'anthropic-version' },
  { package: '@modelport/provider-llamacpp', type: 'llamacpp', marker: 'LLAMACPP_MODEL' },
  { package: '@modelport/provider-mock', type: 'mock', marker: 'MOCK_SCRIPT_EXHAUSTED' },
  {
    package: '@modelport/provider-openai-compatible',
    type: 'openai-compatible',
    marker: 'OPENAI_COMPATIBLE_PROVIDER_NAME',
  },
  { package: '@modelport/provider-openrouter', type: 'openrouter', marker: 'openrouter.ai/keys' },
  { package: '@modelport/router', type: 'router', marker: 'No target of the router' },
];
const ollama = ['@modelport/core', '@modelport/provider-ollama', '@modelport/provider-utils'];
const importOllama = "import '@modelport/provider-ollama';";

describe.each(allBundlers)('where all providers are installed, what $name makes', (bundler) => {
  it('of a program that imports one provider has nothing of the others', { timeout: 120_000 }, async () => {
    const program = await project.current.write('one.js', listingProgram(importOllama));
    const made = await bundle(bundler, project.current, program);
    expect(made.warnings).toEqual([]);
    expect(made.packages).toEqual(ollama);
    expect(others.filter(({ marker }) => made.code.includes(marker))).toEqual([]);
    expect(await runProgram(made.entry)).toEqual(['ollama']);
  });

  it('of a program that imports them all has all of them', { timeout: 120_000 }, async () => {
    const imports = others.map((other) => `import '${other.package}';`);
    const program = await project.current.write('all.js', listingProgram(importOllama, ...imports));
    const made = await bundle(bundler, project.current, program);
    expect(made.warnings).toEqual([]);
    expect(made.packages).toEqual([...ollama, ...others.map((other) => other.package)].sort());
    expect(others.filter(({ marker }) => !made.code.includes(marker))).toEqual([]);
    const types = ['ollama', ...others.map(({ type }) => type)];
    expect(await runProgram(made.entry)).toEqual(expect.arrayContaining(types));
  });
});
