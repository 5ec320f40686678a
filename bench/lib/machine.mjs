import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { isPinned } from './processes.mjs';

/** What it was measured on. */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model ?? arch(),
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 1_000_000_000),
    node: process.versions.node,
    kernel: `${platform()} ${release().split('-')[0]}`,
    isPinned,
  };
}

/**
 * The versions of packages: of ours from the workspace, of others as they are installed in `bench/`.
 *
 * @param {readonly string[]} names
 * @returns {Record<string, string>} Without those that are not installed.
 */
export function versionsOf(names) {
  const entries = [...new Set(names)].map((name) => [name, versionOf(name)]);
  return Object.fromEntries(entries.filter(([, version]) => version !== undefined));
}

function versionOf(name) {
  const folder = name.startsWith('@modelport/')
    ? `../../packages/${name.slice('@modelport/'.length)}`
    : `../node_modules/${name}`;
  try {
    return JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8')).version;
  } catch {
    return undefined;
  }
}
