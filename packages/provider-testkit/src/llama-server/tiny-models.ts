import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceFolder } from '../paths.js';
import { NO_TOOLS, toolsFolder } from './tools-folder.js';

/**
 * The models that a test's llama-server can load. What they answer is in tools/llama-server/README.md.
 *
 * - `tiny-chat`: answers, calls tools, fills JSON schemas
 * - `tiny-thinking`: the same after a thought
 * - `tiny-wide`: 100 MB of zeros around `tiny-chat`, so that loading it takes a moment
 */
export type TinyModel = 'tiny-chat' | 'tiny-thinking' | 'tiny-wide';

const makeArguments: Record<TinyModel, readonly string[]> = {
  'tiny-chat': [],
  'tiny-thinking': ['--thinking'],
  'tiny-wide': ['--layers', '6', '--feed-forward', '6000'],
};

/**
 * The path of a tiny model. It is made where missing, under the workspace's `node_modules/.cache`; several
 * processes may ask at once.
 *
 * @throws Error outside of Modelport's repository, where nothing makes it
 */
export async function tinyModelPath(model: TinyModel): Promise<string> {
  const tools = toolsFolder();
  if (tools === undefined) throw new Error(`There is no model ${model}: ${NO_TOOLS}. Give a modelsFolder.`);
  const tool = join(tools, 'make-tiny-model.mjs');
  const folder = join(workspaceFolder, 'node_modules/.cache/modelport/tiny-models', toolVersion(tools, tool));
  const file = join(folder, `${model}.gguf`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  // Renaming is atomic: whoever comes second replaces the file with the same bytes.
  const unfinished = join(folder, `${model}.${randomUUID()}.unfinished`);
  try {
    const run = promisify(execFile);
    await run(process.execPath, [tool, '--out', unfinished, ...makeArguments[model]]);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
  return file;
}

/** A hash of the tool's sources: a changed tool makes new models. */
function toolVersion(tools: string, tool: string): string {
  const parts = join(tools, 'tiny-model');
  const sources = readdirSync(parts)
    .filter((name) => name.endsWith('.mjs'))
    .sort();
  const hash = createHash('sha256').update(readFileSync(tool));
  for (const source of sources) hash.update(source).update(readFileSync(join(parts, source)));
  return hash.digest('hex').slice(0, 16);
}
