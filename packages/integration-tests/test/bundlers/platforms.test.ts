import { describe, expect, it } from 'vitest';
import { allBundlers } from './support/all-bundlers.js';
import { bundle } from './support/bundle.js';
import { chatted, chattingProgram, useOllama } from './support/chat.js';
import { useProject } from './support/project.js';
import { runProgram } from './support/run-program.js';

const project = useProject();
const ollama = useOllama();

const utilitiesForNode = '@modelport/provider-utils/dist/node.js';
const utilities = '@modelport/provider-utils/dist/index.js';
const without = (name: string) => `--import=data:text/javascript,delete ${name};`;
// What a page may not do whose Content-Security-Policy lacks 'unsafe-eval', and no worker may at all.
const noEval = '--disallow-code-generation-from-strings';

describe.each(allBundlers)('what $name makes', (bundler) => {
  it.each(['browser', 'workerd'] as const)(
    'for %s chats over fetch alone, without eval, and has nothing of Node',
    { timeout: 120_000 },
    async (platform) => {
      const program = await project.current.write('program.js', chattingProgram);
      const made = await bundle(bundler, project.current, program, { platform });
      expect(made.warnings).toEqual([]);
      expect(made.code).not.toMatch(/["'`]node:|getBuiltinModule|\brequire\(/);
      expect(made.modules).toContain(utilities);
      expect(made.modules).not.toContain(utilitiesForNode);
      const flags = [noEval, encodeURI(without('process.getBuiltinModule'))];
      expect(await runProgram(made.entry, { flags, arguments: [ollama.baseUrl] })).toEqual(chatted);
    },
  );

  it('for Node chats over its sockets, without fetch', { timeout: 120_000 }, async () => {
    const program = await project.current.write('program.js', chattingProgram);
    const made = await bundle(bundler, project.current, program, { platform: 'node' });
    expect(made.warnings).toEqual([]);
    expect(made.modules).toContain(utilitiesForNode);
    expect(made.modules).not.toContain(utilities);
    const flags = [noEval, encodeURI(without('globalThis.fetch'))];
    expect(await runProgram(made.entry, { flags, arguments: [ollama.baseUrl] })).toEqual(chatted);
  });
});
