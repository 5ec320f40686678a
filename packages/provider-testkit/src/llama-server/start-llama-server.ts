import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../network/free-port.js';
import { getJson } from '../network/get-json.js';
import { llamaServerAvailable } from './find-llama-server.js';
import { LlamaServerProcess } from './llama-server-process.js';
import { type TinyModel, tinyModelPath } from './tiny-models.js';

/** How a test wants its llama-server. */
export interface LlamaServerOptions {
  /** Default: `tiny-chat`. */
  model?: TinyModel | undefined;
  /** Starts it as a router of the models (`*.gguf`) in this folder, instead of with `model`. */
  modelsFolder?: string | undefined;
  /** How many requests it answers at once (slots); further ones wait. Default: 1, of `tiny-wide` 8. */
  parallel?: number | undefined;
  /** Tokens of context, shared by the slots. Default: 2048 for each slot. */
  contextSize?: number | undefined;
  /** The key that it asks for. Default: none. */
  apiKey?: string | undefined;
  /** Whether it serves embeddings (and still chats). Default: false. */
  embeddings?: boolean | undefined;
  /** Where it listens; for a server that starts again. Default: a free port. */
  port?: number | undefined;
  /** Further arguments of its command line. */
  extraArguments?: readonly string[] | undefined;
  /**
   * Whether to wait until the model is loaded. Default: true. Otherwise it is returned at its first answer, which
   * is most likely a 503: take `tiny-wide`, which stays so for some 0.3 s.
   */
  waitUntilReady?: boolean | undefined;
  /** Milliseconds it may take to start. Default: 60,000. */
  startTimeout?: number | undefined;
}

/** One slot as llama-server's `/slots` shows it. */
export interface LlamaSlot {
  readonly id: number;
  readonly n_ctx: number;
  readonly is_processing: boolean;
  readonly [field: string]: unknown;
}

/** A real llama-server of a test's own. */
export interface LlamaServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`: the base URL of llama-server's own endpoints. */
  readonly baseUrl: string;
  /** The same with `/v1`: the base URL for OpenAI's clients. */
  readonly openAIBaseUrl: string;
  readonly port: number;
  readonly pid: number;
  /** The name under which it serves the model. */
  readonly model: string;
  /** Settles when the process has ended. */
  readonly exited: Promise<void>;
  /** What it has printed so far. */
  log(): string;
  /** The state of its slots. */
  slots(): Promise<LlamaSlot[]>;
  /** Waits until no slot is at work. @throws Error after `timeout` milliseconds (default: 5,000) */
  waitUntilIdle(timeout?: number): Promise<void>;
  /** Waits until the model is loaded. @throws Error with the log after `timeout` milliseconds (default: 60,000) */
  waitUntilReady(timeout?: number): Promise<void>;
  /** Stops it. */
  stop(): Promise<void>;
  /** Kills it, as a crash would: open connections are cut. */
  kill(): Promise<void>;
}

const START_TIMEOUT = 60_000;
const ATTEMPTS = 3;

/**
 * Starts a real llama-server with a tiny model on a free port, in a scratch folder that is also its home. It ends
 * with `stop()`, `kill()`, `await using`, or this process.
 *
 * The tiny models are part of Modelport's repository: from an installed package give a `modelsFolder`.
 *
 * @throws Error if there is no llama-server (ask `llamaServerAvailable()` first), no tiny model, or it does not start;
 *   the message holds its log
 */
export async function startLlamaServer(options: LlamaServerOptions = {}): Promise<LlamaServer> {
  const found = llamaServerAvailable();
  if (!found.available) throw new Error(`There is no llama-server: ${found.reason}`);
  const models = await modelArguments(options);
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const child = new LlamaServerProcess(found.executable, commandLine(options, models, port));
    const server = describeServer(child, port, options);
    const timeout = options.startTimeout ?? START_TIMEOUT;
    try {
      if (options.waitUntilReady ?? true) await server.waitUntilReady(timeout);
      else await poll(child, timeout, 'does not answer', async () => (await health(port)) !== undefined);
      return server;
    } catch (error) {
      await child.kill();
      // Another process may have taken the port in between.
      if (options.port !== undefined || attempt === ATTEMPTS || !/bind/i.test(child.log())) throw error;
    }
  }
}

async function modelArguments({
  model = 'tiny-chat',
  modelsFolder,
}: LlamaServerOptions): Promise<readonly string[]> {
  if (modelsFolder !== undefined) return ['--models-dir', modelsFolder];
  return ['-m', await tinyModelPath(model), '-a', model];
}

function commandLine(options: LlamaServerOptions, models: readonly string[], port: number): string[] {
  const { model = 'tiny-chat', apiKey, embeddings, extraArguments = [] } = options;
  const parallel = options.parallel ?? (model === 'tiny-wide' ? 8 : 1);
  const line = [...models, '--host', '127.0.0.1', '--port', String(port), '--offline'];
  // With more threads than idle cores a token of so small a model takes 13 ms instead of 0.1 ms.
  line.push('-t', '1', '-np', String(parallel), '-c', String(options.contextSize ?? 2048 * parallel));
  if (apiKey !== undefined) line.push('--api-key', apiKey);
  if (embeddings) line.push('--embeddings', '--pooling', 'mean');
  if (model === 'tiny-wide') line.push('--load-mode', 'none', '--check-tensors'); // the slowest way
  return [...line, ...extraArguments];
}

function describeServer(child: LlamaServerProcess, port: number, options: LlamaServerOptions): LlamaServer {
  const baseUrl = `http://127.0.0.1:${port}`;
  const slots = async (): Promise<LlamaSlot[]> => {
    const headers = options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` };
    const { status, body } = await getJson(`${baseUrl}/slots`, headers);
    if (!Array.isArray(body)) throw new Error(`/slots answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    baseUrl,
    openAIBaseUrl: `${baseUrl}/v1`,
    port,
    pid: child.pid,
    model: options.model ?? 'tiny-chat',
    exited: child.exited,
    log: () => child.log(),
    slots,
    waitUntilIdle: (timeout = 5000) =>
      poll(child, timeout, 'is still busy', async () => (await slots()).every((slot) => !slot.is_processing)),
    waitUntilReady: (timeout = START_TIMEOUT) =>
      poll(child, timeout, 'is not ready', async () => (await health(port)) === 200),
    stop: () => child.stop(),
    kill: () => child.kill(),
    [Symbol.asyncDispose]: () => child.stop(),
  };
}

/** The status of `/health`, or nothing while the port is closed. */
async function health(port: number): Promise<number | undefined> {
  try {
    return (await getJson(`http://127.0.0.1:${port}/health`)).status;
  } catch {
    return undefined;
  }
}

/** Asks until `done`, in short steps, while the server lives. */
async function poll(
  child: LlamaServerProcess,
  timeout: number,
  problem: string,
  done: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + timeout;
  while (!(await done())) {
    if (!child.running) throw new Error(`llama-server has ended:\n${child.log()}`);
    if (performance.now() > end)
      throw new Error(`llama-server ${problem} after ${timeout} ms:\n${child.log()}`);
    await sleep(5);
  }
}
