/** Starts and stops the servers that are recorded. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './exchange.mjs';

const START_TIMEOUT = 10_000;
const STOP_TIMEOUT = 5000; // one that is busy may take its time
const running = new Set();

/** Kills what is still running. */
export function killAll() {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts a server in the folder `scratch`, where its models are. */
export async function startServer({ executable, label, scratch, commandLine, waitUntilReady }) {
  const port = await freePort();
  const logFile = join(scratch, `${label}.log`);
  const log = openSync(logFile, 'w');
  const address = ['--host', '127.0.0.1', '--port', String(port), '--offline', '-t', '1'];
  const child = spawn(executable, [...address, ...commandLine], {
    cwd: scratch,
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH, HOME: scratch, LLAMA_CACHE: join(scratch, 'cache') },
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  if (waitUntilReady) await untilReady(child, port, () => `${label}:\n${readFileSync(logFile, 'utf8')}`);
  return { port, stop: () => stop(child) };
}

async function untilReady(child, port, describe) {
  const end = performance.now() + START_TIMEOUT;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server has ended: ${describe()}`);
    if (performance.now() > end) throw new Error(`the server is not ready: ${describe()}`);
    const health = await send(port, { method: 'GET', path: '/health' }).catch(() => undefined);
    if (health?.status === 200) return;
    await sleep(25);
  }
}

async function stop(child) {
  if (!running.has(child)) return;
  const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(impatient);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
