import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillFileName, fillTemplate } from './fill-template.js';
import type { Names } from './names.js';

const template = join(import.meta.dirname, 'template');

/**
 * Writes a new package into a folder, which is made if it is not there.
 * @throws Error where the folder holds anything.
 */
export async function writePackage(folder: string, names: Names): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const there = (await readdir(folder)).filter((name) => name !== '.git');
  if (there.length > 0) {
    throw new Error(`${folder} is not empty (${there.slice(0, 3).join(', ')}, …). Name another folder.`);
  }
  return copy(template, folder, names);
}

async function copy(from: string, to: string, names: Names): Promise<string[]> {
  const written: string[] = [];
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, fillFileName(entry.name, names));
    if (entry.isDirectory()) written.push(...(await copy(source, target, names)));
    else {
      await writeFile(target, fillTemplate(await readFile(source, 'utf8'), names));
      written.push(target);
    }
  }
  return written;
}
