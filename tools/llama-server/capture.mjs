#!/usr/bin/env node
// Records what a real llama-server answers, as fixtures for tests.
//
//   node capture.mjs [--out FOLDER] [--server PATH] [--only PREFIX]
//
//   --out      where the captures go   (default: packages/provider-testkit/captures/llamacpp)
//   --server   an executable to use    (default: the one that install.sh installs)
//   --only     records only the captures whose names begin so; the others stay as they are
//
// It starts servers on 127.0.0.1, sends the requests of capture/cases.mjs, and writes for each
//   NAME.request.json              method, path, headers and body as sent
//   NAME.response.http             status line and headers as received
//   NAME.response.{json,sse,txt}   the body's bytes as received (chunked framing removed)
// Nothing in an answer is altered.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { servers } from './capture/cases.mjs';
import { save, send } from './capture/exchange.mjs';
import { killAll, startServer } from './capture/server.mjs';

const here = import.meta.dirname;
const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: join(here, '../../packages/provider-testkit/captures/llamacpp') },
    server: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const { out, only } = options;
const executable = options.server ?? install();
const scratch = mkdtempSync(join(tmpdir(), 'llama-server-capture-'));

process.on('exit', () => {
  killAll();
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

makeModel('tiny-chat.gguf');
makeModel('tiny-thinking.gguf', '--thinking');
mkdirSync(out, { recursive: true });
if (only === '') removeOldCaptures();
for (const server of servers) {
  const cases = server.cases.filter(isWanted);
  if (cases.length > 0) await captureServer({ ...server, cases });
}
const version = spawnSync(executable, ['--version'], { encoding: 'utf8' });
writeFileSync(join(out, 'VERSION'), version.stdout + version.stderr);

/** Starts one server and records its cases in their order, since a later one may depend on an earlier. */
async function captureServer({ label, prepare, commandLine, waitUntilReady = true, cases }) {
  prepare?.({ scratch, makeModel });
  const server = await startServer({ executable, label, scratch, commandLine, waitUntilReady });
  const record = async (name, request, until) => {
    const exchange = await send(server.port, request, until);
    if (name.startsWith(only)) save(out, name, request, exchange);
    return exchange;
  };
  for (const { name, request, run } of cases) {
    if (run === undefined) await record(name, request);
    else await run({ record, send: (wanted, until) => send(server.port, wanted, until) });
  }
  await server.stop();
}

/** Whether `--only` asks for a case. One that records several has the name with which theirs begin. */
function isWanted({ name, run }) {
  return name.startsWith(only) || (run !== undefined && only.startsWith(name));
}

function install() {
  const stdio = ['ignore', 'pipe', 'inherit'];
  return execFileSync(join(here, 'install.sh'), { encoding: 'utf8', stdio }).trim();
}

function makeModel(file, ...settings) {
  const commandLine = [join(here, 'make-tiny-model.mjs'), '--out', join(scratch, file), ...settings];
  execFileSync(process.execPath, commandLine, { stdio: 'ignore' });
}

function removeOldCaptures() {
  for (const file of readdirSync(out)) {
    if (/\.(request|response)\./.test(file)) rmSync(join(out, file));
  }
}
