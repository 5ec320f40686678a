import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { bringProgram } from '../../support/bring-program.js';

const systems = new Map([
  ['linux x64', 'linux-64'],
  ['linux arm64', 'linux-arm64'],
  ['darwin x64', 'darwin-64'],
  ['darwin arm64', 'darwin-arm64'],
]);

/** A worker that answers requests. */
export interface Worker extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
}

/** Starts workerd with a bundle as its only worker, on a free port of 127.0.0.1. It may connect to local servers. */
export async function startWorkerd(bundle: string): Promise<Worker> {
  const system = systems.get(`${process.platform} ${process.arch}`);
  if (system === undefined) throw new Error(`There is no workerd for ${process.platform} ${process.arch}.`);
  const workerd = await bringProgram({
    package: `@cloudflare/workerd-${system}`,
    version: '1.20261117.1',
    executable: 'bin/workerd',
  });
  const folder = await mkdtemp(join(tmpdir(), 'modelport-workerd-'));
  const config = join(folder, 'config.capnp');
  await writeFile(config, configOf(relative(folder, bundle)));
  // It tells its port on the descriptor 3.
  const child = spawn(workerd, ['serve', '--control-fd=3', config], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = await portOf(child.stdio[3] as Readable);
    return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function portOf(control: Readable): Promise<number> {
  let told = '';
  for await (const bytes of control) {
    told += String(bytes);
    const [, port] = /"port":(\d+)/.exec(told) ?? [];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`workerd ended without listening; it said: ${told || 'nothing'}`);
}

function configOf(bundle: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed ${JSON.stringify(bundle)})],
  compatibilityDate = "2026-11-01",
);
`;
}
