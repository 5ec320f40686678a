import { bringPackage, isMusl } from './binary-package.mjs';
import { readManifest } from './workspace.mjs';

/**
 * Makes sure that there is a pnpm, which installs the packages and through which turbo runs their scripts. A pnpm
 * that runs this script is on PATH already. Otherwise the pinned one is brought like Node: the platform's package
 * is the program itself, while the package `pnpm` needs an install script, which newer npm versions do not run,
 * and as a devDependency pnpm could not install itself.
 *
 * @returns {Promise<string | undefined>} The folder of `pnpm`; `undefined` if PATH has it.
 */
export async function ensurePnpm() {
  const [name, version] = readManifest().packageManager.split('@');
  const [major] = version.split('.');
  if (process.env.npm_config_user_agent?.startsWith(`${name}/${major}.`)) return undefined;
  const libc = isMusl() ? '-musl' : '';
  return bringPackage(name, `@pnpm/exe.${process.platform}-${process.arch}${libc}`, version);
}
