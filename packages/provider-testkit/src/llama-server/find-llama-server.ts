import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NO_TOOLS, toolsFolder } from './tools-folder.js';

/** Whether tests may use a real llama-server, and where it is or why not. */
export type LlamaServerAvailability =
  | { readonly available: true; readonly executable: string }
  | { readonly available: false; readonly reason: string };

/** Set it to `1` where skipping the real server's tests would be a failure, as in CI. */
const REQUIRED = 'MODELPORT_REQUIRE_LLAMA_SERVER';
/** A llama-server of one's own, used in place of Debian's. */
export const OWN_EXECUTABLE = 'MODELPORT_LLAMA_SERVER';
/** Why there is none: tells the processes that are started later, so that each need not try again. */
export const UNAVAILABLE_REASON = 'MODELPORT_LLAMA_SERVER_UNAVAILABLE';

const INSTALL_TIMEOUT = 300_000;
let found: LlamaServerAvailability | undefined;

/**
 * Says whether a real llama-server is there for tests, for `describe.skipIf(!llamaServerAvailable().available)`.
 * Where it is missing, the first call of a process installs it from Debian's packages (some 10 s, once); on a
 * machine that cannot have them the answer holds the reason. Outside of Modelport's repository nothing is installed:
 * `MODELPORT_LLAMA_SERVER` names one of your own.
 *
 * @throws Error where `MODELPORT_REQUIRE_LLAMA_SERVER=1` is set and there is none
 */
export function llamaServerAvailable(): LlamaServerAvailability {
  found ??= findLlamaServer();
  if (!found.available && process.env[REQUIRED] === '1') {
    throw new Error(`${REQUIRED}=1 is set, and there is no llama-server: ${found.reason}`);
  }
  return found;
}

function findLlamaServer(): LlamaServerAvailability {
  const own = process.env[OWN_EXECUTABLE];
  if (own !== undefined && own !== '') {
    if (existsSync(own)) return { available: true, executable: own };
    return { available: false, reason: `${OWN_EXECUTABLE} names ${own}, which does not exist` };
  }
  const reason = process.env[UNAVAILABLE_REASON];
  if (reason !== undefined && reason !== '') return { available: false, reason };
  const tools = toolsFolder();
  if (tools === undefined) {
    return { available: false, reason: `${NO_TOOLS}; set ${OWN_EXECUTABLE} to a llama-server of your own` };
  }
  const installed = runInstaller(tools, '--offline');
  if (installed.available) return installed;
  process.stderr.write("llama-server: installing it from Debian's packages (once, some 10 s)\n");
  return runInstaller(tools);
}

function runInstaller(tools: string, ...options: string[]): LlamaServerAvailability {
  const script = join(tools, 'install.sh');
  const { status, stdout, stderr, error } = spawnSync('bash', [script, ...options], {
    encoding: 'utf8',
    timeout: INSTALL_TIMEOUT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status === 0) return { available: true, executable: stdout.trim() };
  if (error !== undefined) return { available: false, reason: `the installer did not run: ${error.message}` };
  // The failure is the last line that the installer itself wrote; apt's words may follow it.
  const lines = stderr.trim().split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('llama-server: '));
  const reason = lines.slice(Math.max(last, 0)).join(' ').replace('llama-server: ', '');
  return { available: false, reason: reason || 'the installer failed' };
}
