import { floors } from './contenders.mjs';
import { startWorker, timeProcess } from './processes.mjs';
import { rotated } from './statistics.mjs';

/**
 * Measures a figure for contenders of one wire, in rounds that begin with another one each time.
 *
 * @param {object} figure As in `figures/`.
 * @param {{ name: string, cannot?: { toolArguments?: string } }[]} contenders
 * @param {Awaited<ReturnType<import('./processes.mjs').startBackend>>} backend
 * @param {number} rounds
 * @returns {Promise<Record<string, Cell>>} By contender. A figure of processes has `nothing` too: a bare Node.
 *
 * @typedef {{ values: number[], note?: string, error?: string }} Cell One value of each round; none with an error.
 */
export async function measureFigure(figure, contenders, backend, rounds) {
  const able = contenders.filter((contender) => reasonAgainst(contender, figure) === undefined);
  const unable = contenders.filter((contender) => !able.includes(contender));
  const cells = await measureAble(figure, able, backend, rounds);
  for (const contender of unable)
    cells[contender.name] = { values: [], error: reasonAgainst(contender, figure) };
  return cells;
}

/** Why a library cannot do what a figure needs, as its contender declares it. */
function reasonAgainst({ cannot = {} }, { scenario }) {
  return scenario.toolFragments > 0 ? cannot.toolArguments : undefined;
}

async function measureAble(figure, contenders, backend, rounds) {
  const sent = await backend.use(figure.scenario);
  const job = { figure: figure.name, origin: backend.origin, scenario: figure.scenario, sent };
  return figure.process === undefined
    ? await measureWorkers(figure, contenders, job, rounds)
    : await measureProcesses(figure, contenders, job, rounds);
}

async function measureWorkers(figure, contenders, job, rounds) {
  const workers = new Map();
  const failures = new Map();
  try {
    for (const { name } of contenders) {
      const worker = await startWorker(name, figure);
      workers.set(name, worker);
      if (figure.warmUp === undefined) continue;
      const { error } = await worker.run({ ...job, warmUp: figure.warmUp });
      if (error !== undefined) failures.set(name, { error });
    }
    // Others have had their turns: caches are cold again, and connections that nobody used are closed.
    const again = { ...job, warmUp: figure.leadIn };
    return await inRounds(contenders, rounds, (name) => failures.get(name) ?? workers.get(name).run(again));
  } finally {
    for (const worker of workers.values()) worker.stop();
  }
}

async function measureProcesses(figure, contenders, { origin }, rounds) {
  const time = async (name) => {
    try {
      return { value: await timeProcess([figure.process, name, origin]) };
    } catch (error) {
      return { error: error.message };
    }
  };
  const all = [{ name: 'nothing' }, ...contenders];
  for (const { name } of all) await time(name); // what is on disk is in memory afterwards
  return inRounds(all, rounds, time);
}

/** Whoever fails in a round is out of the next ones. */
async function inRounds(contenders, rounds, measure) {
  const cells = Object.fromEntries(contenders.map(({ name }) => [name, { values: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (const { name } of rotated(contenders, round)) {
      const cell = cells[name];
      if (cell.error !== undefined) continue;
      const { value, note, error } = await measure(name);
      if (error !== undefined) cells[name] = { values: [], error };
      else cell.values.push(Number(value.toPrecision(5)));
      if (note !== undefined) cell.note = note;
    }
  }
  return cells;
}

/** What a figure's values of a wire are compared with. */
export function baseOf(figure, wire) {
  return figure.process === undefined ? floors[wire] : 'nothing';
}
