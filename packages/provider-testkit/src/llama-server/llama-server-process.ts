import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TERMINATE_GRACE = 500;

/** A running llama-server and the scratch folder that is its working directory and home. */
export class LlamaServerProcess {
  readonly pid: number;
  /** Settles when the process has ended, whatever ended it. */
  readonly exited: Promise<void>;
  #running = true;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  #log = '';

  constructor(executable: string, commandLine: readonly string[]) {
    const { PATH } = process.env;
    const folder = mkdtempSync(join(tmpdir(), 'modelport-llama-server-'));
    this.#logFile = join(folder, 'server.log');
    const log = openSync(this.#logFile, 'w');
    this.#child = spawn(executable, commandLine, {
      cwd: folder,
      stdio: ['ignore', log, log],
      env: { PATH, HOME: folder, LLAMA_CACHE: join(folder, 'cache') },
    });
    closeSync(log);
    const { pid } = this.#child;
    const dismissGuard = pid === undefined ? () => {} : guard(pid, folder);
    this.exited = new Promise((resolve) => {
      const ended = (reason: string): void => {
        dismissGuard();
        this.#log = `${this.#readLog()}${reason}\n`;
        this.#running = false;
        rmSync(folder, { recursive: true, force: true });
        resolve();
      };
      this.#child.once('error', (error) => pid === undefined && ended(String(error)));
      this.#child.once('exit', (code, signal) => ended(`(ended by ${signal ?? `exit code ${code}`})`));
    });
    this.pid = pid ?? -1;
    this.#child.unref();
  }

  get running(): boolean {
    return this.#running;
  }

  /** What it has printed so far. */
  log(): string {
    return this.#running ? this.#readLog() : this.#log;
  }

  /** Asks it to end; one that is still busy after half a second is killed. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#child.ref();
    const impatient = setTimeout(() => this.#child.kill('SIGKILL'), TERMINATE_GRACE);
    this.#child.kill('SIGTERM');
    await this.exited;
    clearTimeout(impatient);
  }

  /** Kills it, as a crash would: its connections are cut where they are. */
  async kill(): Promise<void> {
    if (!this.#running) return;
    this.#child.ref();
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  #readLog(): string {
    return readFileSync(this.#logFile, 'utf8');
  }
}

/**
 * Kills the server and removes its folder when this process is gone, however it went: the guard's standard input
 * is a pipe from here, which the system closes. Returns the way to dismiss the guard.
 */
function guard(pid: number, folder: string): () => void {
  const script = 'read -r line || { kill -9 "$1"; rm -rf -- "$2"; }';
  const watcher = spawn('sh', ['-c', script, 'guard', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // a Ctrl-C in the terminal is not for the guard
  });
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  watcher.unref();
  const { stdin } = watcher;
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return () => stdin.end('dismissed\n');
}
