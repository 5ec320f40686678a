import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { errorText } from './error-text.mjs';

const file = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
/** Milliseconds that a process may take for anything. */
const longest = 90_000;

/** Whether processes can be held to a core each: that needs two cores, and taskset. */
export const isPinned =
  availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', process.execPath, '-v']).status === 0;

/**
 * What measured processes see: nothing that libraries take keys, addresses, proxies or log levels from, and
 * production, where some check less.
 */
const environment = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production' };

const pinnedTo = (core, parameters) =>
  isPinned
    ? { program: 'taskset', parameters: ['-c', `${core}`, process.execPath, ...parameters] }
    : { program: process.execPath, parameters };

function start(core, parameters, script, names) {
  const { program, parameters: all } = pinnedTo(core, parameters);
  const child = fork(script, names, { execPath: program, execArgv: all, env: environment });
  child.setMaxListeners(0);
  return child;
}

/**
 * Starts the fake server, on the first core.
 *
 * @returns {Promise<{ origin: string, use(scenario: object): Promise<object>, heldStreams(): Promise<number>, stop(): void }>} `use`
 *   sets what it answers, and gives the characters that it sends. `heldStreams`: how many streams of a scenario that holds are
 *   still open, once none is or some seconds have passed.
 */
export async function startBackend() {
  const child = start(0, [], file('backend/server.mjs'), []);
  const [{ port }] = await once(child, 'message');
  return {
    origin: `http://127.0.0.1:${port}`,
    async use(scenario) {
      child.send({ scenario });
      const [{ sent }] = await once(child, 'message');
      return sent;
    },
    async heldStreams() {
      child.send({ held: true });
      const [{ held }] = await once(child, 'message');
      return held;
    },
    stop: () => child.disconnect(),
  };
}

/**
 * Starts a contender, on the second core.
 *
 * @param {string} contender
 * @param {{ collects?: boolean, patience?: number }} [options] `collects`: whether it has to collect garbage when it is told to.
 *   `patience`: milliseconds until a job without an answer has failed.
 * @returns {Promise<{ run(job: object): Promise<{ value?: number, note?: string, error?: string }>, stop(): void }>} A process that
 *   ends gives an error, from then on; one that does not answer in time is ended.
 */
export async function startWorker(contender, { collects = false, patience = longest } = {}) {
  const child = start(1, collects ? ['--expose-gc'] : [], file('worker.mjs'), [contender]);
  let failure;
  const answer = (milliseconds) =>
    new Promise((resolve) => {
      const fail = (error) => {
        failure = { error };
        child.kill('SIGKILL'); // what it would say later is the answer to nothing
        end(failure);
      };
      const late = () => fail(`no answer within ${milliseconds / 1_000} seconds`);
      const timer = setTimeout(late, milliseconds);
      const onExit = (code) => fail(`the process ended with code ${code}`);
      const end = (result) => {
        clearTimeout(timer);
        child.off('exit', onExit).off('message', end);
        resolve(result.error === undefined ? result : { ...result, error: errorText(result.error) });
      };
      child.once('exit', onExit).once('message', end);
    });
  const started = await answer(longest);
  if (started.error !== undefined) failure = started;
  return {
    async run(job) {
      if (failure !== undefined) return failure;
      if (!child.connected) return { error: 'the process has ended' };
      child.send(job, () => {}); // where it cannot be sent, the process ends
      return await answer(patience);
    },
    stop() {
      child.kill('SIGKILL');
    },
  };
}

/**
 * Milliseconds that a process takes from its start to its end, on the second core.
 *
 * @param {string[]} parameters Of `cold.mjs`.
 * @throws {Error} if it fails.
 */
export async function timeProcess(parameters) {
  const { program, parameters: all } = pinnedTo(1, [file('cold.mjs'), ...parameters]);
  const from = performance.now();
  const child = spawn(program, all, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: longest,
  });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const exit = new Promise((resolve) => child.on('exit', (code) => resolve({ code, at: performance.now() })));
  await once(child, 'close');
  const { code, at } = await exit;
  if (code !== 0) throw new Error(`it ended with code ${code}: ${errorText(output)}`);
  return at - from;
}
