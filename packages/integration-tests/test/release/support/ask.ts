import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageManager } from './package-managers.js';
import type { Place } from './run.js';

/** A provider that a program uses. */
export interface Use {
  readonly package: string;
  readonly type: string;
  readonly options: object;
}

/** A provider that answers without a server. */
export const mock: Use = {
  package: '@modelport/provider-mock',
  type: 'mock',
  options: { replies: ['It scatters light.'] },
};

/** A provider that answers from a server at this address. */
export const ollamaAt = (baseUrl: string): Use => ({
  package: '@modelport/provider-ollama',
  type: 'ollama',
  options: { baseUrl, model: 'qwen3:8b' },
});

/**
 * Runs a program that imports providers' packages and chats with each, as their READMEs show.
 * @returns By type, what it answered, or the code and the message of its error; the last word is the version that answered.
 */
export async function ask(
  uses: readonly Use[],
  project: Place,
  node: PackageManager['node'],
): Promise<Record<string, string>> {
  const program = `
import { createProvider, getDefinition } from '@modelport/core';
${uses.map((use) => `import '${use.package}';`).join('\n')}

const answers = {};
for (const { type, options } of ${JSON.stringify(uses)}) {
  try {
    const provider = createProvider(type, options);
    let text = '';
    for await (const piece of provider.stream('Why is the sky blue?').text) text += piece;
    answers[type] = text + ' ' + getDefinition(type).packageVersion;
    await provider.close();
  } catch (error) {
    answers[type] = error.code + ': ' + error.message;
  }
}
console.log(JSON.stringify(answers));
`;
  return runProgram<Record<string, string>>(program, project, node);
}

/** Runs a program that ends with writing JSON, and gives what it wrote. @throws Error with all that it wrote otherwise. */
export async function runProgram<Result>(
  program: string,
  project: Place,
  node: PackageManager['node'],
): Promise<Result> {
  await writeFile(join(project.folder, 'program.mjs'), program);
  const { code, output } = await node('program.mjs', project);
  const last = output.trim().split('\n').at(-1) ?? '';
  if (code !== 0 || !/^[[{]/.test(last)) throw new Error(`The program ended with ${code}:\n${output}`);
  return JSON.parse(last);
}
