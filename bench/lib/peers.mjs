import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';

const folder = new URL('../', import.meta.url);

/**
 * Installs the peers into `bench/node_modules`, exactly as the lock file says, unless that has been done.
 *
 * @throws {Error} when they cannot be installed.
 */
export async function installPeers() {
  const installed = changedAt('node_modules/.modules.yaml');
  if (installed > changedAt('pnpm-lock.yaml') && installed > changedAt('package.json')) return;
  console.log('Installing the peers ...');
  const parameters = ['install', '--ignore-workspace', '--frozen-lockfile'];
  const child = spawn('pnpm', parameters, { cwd: folder, stdio: 'inherit' });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error('The peers cannot be installed: the lines above say why.');
}

function changedAt(name) {
  return statSync(new URL(name, folder), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
