import { describe, expect, it } from 'vitest';
import { bunExecutable } from '../support/bun.js';
import { allBundlers } from './support/all-bundlers.js';
import { bun } from './support/bun.js';
import { bundle } from './support/bundle.js';
import { chatted, chattingProgram, useOllama } from './support/chat.js';
import { useProject } from './support/project.js';
import { runProgram } from './support/run-program.js';

const project = useProject();
const ollama = useOllama();

/** Asks for something that core does not export. */
const questionableProgram = `
import * as core from '@modelport/core';
console.log(core.nothing);
`;

const forms = [
  { form: 'one file', split: false, minify: false },
  { form: 'one minified file', split: false, minify: true },
  { form: 'several files', split: true, minify: false },
  { form: 'several minified files', split: true, minify: true },
];

describe.each(allBundlers)('a program that $name bundles', (bundler) => {
  it.each(forms)(
    'has the one type that it imports, and chats, as $form',
    { timeout: 120_000 },
    async ({ split, minify }) => {
      const program = await project.current.write('program.js', chattingProgram);
      const made = await bundle(bundler, project.current, program, { split, minify });
      expect(made.warnings).toEqual([]);
      expect(made.files.length > 1).toBe(split);
      expect(await runProgram(made.entry, { arguments: [ollama.baseUrl] })).toEqual(chatted);
    },
  );

  it('would show that the bundler warns', { timeout: 120_000 }, async () => {
    const program = await project.current.write('questionable.js', questionableProgram);
    const made = await bundle(bundler, project.current, program);
    expect(made.warnings).toEqual([expect.stringContaining('nothing')]);
  });
});

describe('a program that Bun bundles for itself', () => {
  it.each(forms)(
    'has the one type that it imports, and chats, as $form',
    { timeout: 120_000 },
    async ({ split, minify }) => {
      const program = await project.current.write('program.js', chattingProgram);
      const made = await bundle(bun, project.current, program, { platform: 'bun', split, minify });
      expect(made.warnings).toEqual([]);
      const runtime = await bunExecutable();
      expect(await runProgram(made.entry, { runtime, arguments: [ollama.baseUrl] })).toEqual(chatted);
    },
  );
});
