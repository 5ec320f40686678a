// What CI runs of the benchmarks: nothing is timed. Every contender of our own goes through worker and fake server, and gets every
// character; and what a stream costs is counted where it can be: promises, text that is parsed, memory.
import { readFileSync } from 'node:fs';
import { report } from '../tools/lib/report.mjs';
import { allContenders } from './lib/contenders.mjs';
import { figureNames, loadFigure } from './lib/figures.mjs';
import { startBackend, startWorker } from './lib/processes.mjs';

/** At most so many promises for an event: two of `for await`, and a share of what a read and a call make. */
const promisesPerEvent = 3;
/** At most so many kB of heap for an open stream. */
const heapOver = { node: 20, fetch: 45 };
/** Four times the fragments may need so many times the text that is parsed. */
const growth = 4.4;

const all = await allContenders();
const problems = undeclaredPackages(all);
for (const name of figureNames) {
  const figure = await loadFigure(name);
  if (figure.name !== name) problems.push(`bench/figures/${name}.mjs calls its figure ${figure.name}`);
}

const own = all.filter(
  ({ packages, kind }) => kind === 'ours' || (kind === 'floor' && packages.length === 0),
);
const backend = await startBackend();
for (const contender of own) {
  const worker = await startWorker(contender.name, { collects: true });
  problems.push(...(await tryOut(contender, worker)).map((problem) => `${contender.name}: ${problem}`));
  worker.stop();
}
backend.stop();
report(problems, `${own.length} contenders get every character`);

async function tryOut({ name, kind, wire }, worker) {
  const found = [];
  const measure = async (figureName, scenario) => {
    const { figure } = await import(`./figures/smoke/${figureName}.mjs`);
    const using = scenario ?? figure.scenario;
    const job = { figure: `smoke/${figureName}`, origin: backend.origin, scenario: using };
    const { value, note, error } = await worker.run({ ...job, sent: await backend.use(using) });
    if (error !== undefined) found.push(`${figureName}: ${error}`);
    if (note !== undefined) found.push(`${figureName}: ${note}`);
    return value;
  };
  const hold = (value, limit, what) => {
    if (!(value <= limit)) found.push(`${Number(value).toFixed(1)} ${what}, ${limit} at most`);
  };

  await measure('characters');
  if (kind !== 'ours') return found;
  hold(await measure('promises'), promisesPerEvent, 'promises for an event');
  const overFetch = name.includes('fetch') || name.includes('client');
  hold(await measure('heap'), overFetch ? heapOver.fetch : heapOver.node, 'kB for an open stream');
  hold(await backend.heldStreams(), 0, 'streams that stay open after they were closed');
  if (wire !== 'openai') return found; // Ollama sends a tool's arguments in one piece
  const parsed = async (toolFragments) => measure('parsed', { text: 0, toolFragments });
  const [short, long] = [await parsed(500), await parsed(2_000)];
  hold(long / short, growth, 'times the text is parsed for four times the fragments');
  return found;
}

/** Packages of contenders that bench/package.json does not install in one exact version. */
function undeclaredPackages(contenders) {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  return contenders.flatMap(({ name, packages }) =>
    packages
      .filter((each) => !each.startsWith('@modelport/') && !/^\d+\.\d+\.\d+$/.test(dependencies[each] ?? ''))
      .map((each) => `bench/contenders/${name}.mjs: bench/package.json has no exact version of ${each}`),
  );
}
