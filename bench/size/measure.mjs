import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSize } from '../../tools/lib/bundle-size.mjs';
import { install } from '../../tools/lib/install-size.mjs';
import { packWithDependencies } from '../../tools/lib/pack.mjs';

/**
 * Installs what a contender needs into a folder and measures it.
 *
 * @param {import('./contenders.mjs').Contender} contender
 * @param {string} folder A new one.
 * @returns {Promise<Omit<import('../../tools/lib/size-table.mjs').SizeRow, 'task'>>}
 */
export async function measure({ name, packages, program }, folder) {
  mkdirSync(folder, { recursive: true });
  const ours = packages.filter((each) => each.startsWith('@modelport/'));
  const offline = ours.length === packages.length;
  const sources = offline ? await packWithDependencies(ours, folder) : packages;
  const installed = await install(folder, sources, { offline });
  return {
    name,
    versions: packages.map((each) => versionOf(each, folder)),
    installs: installed.packages.length,
    bytes: installed.bytes,
    atStart: await bundleSize(program, { folder, platform: 'node' }),
    withCalls: await bundleSize(program, { folder, platform: 'node', calls: true }),
  };
}

/** `openai@7.55.0` → `openai 7.55.0` */
function versionOf(specifier, folder) {
  const [, name] = /^(@?[^@]+)/.exec(specifier) ?? [];
  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
  return `${name} ${manifest.version}`;
}
