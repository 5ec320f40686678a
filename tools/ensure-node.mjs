// Makes sure that there is a Node that the project's tools run on, whatever Node the machine has.
// Called by every root script (through run.mjs) and after `pnpm install`; needs Node 18 and nothing installed.
import { mkdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringPackage, broughtFolder, isMusl } from './lib/binary-package.mjs';
import { root } from './lib/root.mjs';
import { SetUpError } from './lib/step.mjs';

/**
 * Does nothing on a new enough Node. On any other, brings the npm package of Node 24 under `node_modules/.node`
 * and links it as `node_modules/.bin/node`, which npm and pnpm put first in PATH for scripts.
 *
 * @returns {Promise<string>} The folder of the `node` to use.
 */
export async function ensureNode() {
  const own = process.execPath.startsWith(broughtFolder);
  if (isNewEnough(process.versions.node) && !own) return dirname(process.execPath);
  if (process.platform !== 'linux' || isMusl()) {
    throw new SetUpError(
      `modelport: this is Node ${process.versions.node}; the project needs Node 24 (or 22.18, or 26 and later).\n` +
        'Please install Node 24 from https://nodejs.org, then try again. The published packages run on Node 22.12.',
    );
  }
  const folder = await bringPackage('node', `node-linux-${process.arch}`, '24');
  const node = join(folder, 'bin', 'node');
  link(node, join(root, 'node_modules', '.bin', 'node'));
  return dirname(node);
}

/** What the tools in devDependencies accept. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major >= 26;
}

/** Links atomically: other processes may be using the old link. */
function link(target, path) {
  const content = relative(dirname(path), target);
  if (linkContent(path) === content) return;
  const unfinished = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(content, unfinished);
  renameSync(unfinished, path);
}

function linkContent(path) {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureNode().catch((error) => {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  });
}
