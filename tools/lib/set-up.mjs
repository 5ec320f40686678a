import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensureNode } from '../ensure-node.mjs';
import { ensurePnpm } from './ensure-pnpm.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder, root } from './root.mjs';
import { step } from './step.mjs';
import { workspacePackages } from './workspace.mjs';

const stampFile = join(cacheFolder, 'installed');
const lockFile = join(cacheFolder, 'set-up.lock'); // two set-ups at once would write the same files

/**
 * Installs and builds whatever is not installed and built yet. Where nothing is to be done it takes a quarter of
 * a second and no network.
 *
 * @param {{ build?: boolean }} [options] `build: false` only installs. Default: true.
 * @returns {Promise<NodeJS.ProcessEnv>} The environment for the project's programs: its Node, its pnpm and the
 *   programs of its devDependencies come first in PATH.
 */
export function setUp({ build = true } = {}) {
  return withLock(lockFile, async () => {
    const folders = [await ensureNode(), await ensurePnpm(), join(root, 'node_modules', '.bin')];
    const environment = {
      ...process.env,
      PATH: [...folders.filter(Boolean), process.env.PATH].join(delimiter),
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
    };
    await install(environment);
    if (build) await buildPackages(environment);
    return environment;
  });
}

/** turbo knows what has changed, and leaves alone what is built already. */
async function buildPackages(environment) {
  await step('building the packages', ['turbo', 'run', 'build', '--output-logs=errors-only'], {
    environment,
    advice: 'The log above says where; `npm run build` runs this step alone.',
  });
}

/** Installs the packages unless the last installation was of these very manifests and is still in place. */
async function install(environment) {
  if (readStamp() === currentStamp()) return;
  await step('installing the packages', ['pnpm', 'install', '--config.confirmModulesPurge=false'], {
    environment: withoutOmissions(environment),
    advice:
      'The log above says why. It needs the npm registry; if that is within reach, delete node_modules and try again.',
  });
  writeFileSync(stampFile, currentStamp());
}

/** A user who leaves devDependencies out elsewhere needs them here: they build and test the project. */
function withoutOmissions(environment) {
  const omitting =
    /^(node_env|(p?npm_config_)(omit|only|production|prod|dev|optional|ignore_scripts|offline))$/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !omitting.test(name)));
}

/** Changes with what is to be installed, and with `node_modules` being removed or installed by someone else. */
function currentStamp() {
  const hash = createHash('sha256');
  const manifests = workspacePackages().map(({ folder }) => `${folder}/package.json`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests]) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  const record = statSync(join(root, 'node_modules', '.modules.yaml'), { throwIfNoEntry: false });
  return hash.update(`${record?.mtimeMs}\n${root}`).digest('hex');
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}
