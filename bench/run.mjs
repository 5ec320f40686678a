// Measures Modelport and its peers side by side: `npm run bench`. A whole run writes bench/results.json and docs/benchmarks.md.
// With `--figures a,b`, `--contenders a,b` or `--rounds n` it measures a part, prints it and writes nothing, or, with
// `--output folder`, both files there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allContenders, floors } from './lib/contenders.mjs';
import { figureNames, loadFigure } from './lib/figures.mjs';
import { wholeRounds } from './lib/lacks.mjs';
import { describeMachine, versionsOf } from './lib/machine.mjs';
import { baseOf, measureFigure } from './lib/measure.mjs';
import { benchmarksPage } from './lib/page.mjs';
import { installPeers } from './lib/peers.mjs';
import { printFigure } from './lib/print.mjs';
import { isPinned, startBackend } from './lib/processes.mjs';
import { runScript, scripts } from './lib/scripts.mjs';

const text = { type: 'string' };
const { values: given } = parseArgs({
  options: { figures: text, contenders: text, rounds: text, output: text },
});
const rounds = given.rounds === undefined ? wholeRounds : Number(given.rounds);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds is ${given.rounds}: give a whole number`);

const all = await allContenders();
const everyName = all.map(({ name }) => name);
const contenders = chosenContenders();
const names = chosen('figures', given.figures, figureNames);
if (contenders.some(({ packages }) => packages.some((name) => !name.startsWith('@modelport/')))) {
  await installPeers();
}
if (!isPinned)
  console.log('There is no taskset here, or a single core: processes are not held to a core each.');

const isWhole = Object.keys(given).length === 0;
const figures = await measureAll();
if (isWhole || given.output !== undefined) {
  const [resultsFile, pageFile] = isWhole
    ? [new URL('results.json', import.meta.url), new URL('../docs/benchmarks.md', import.meta.url)]
    : [join(given.output, 'results.json'), join(given.output, 'benchmarks.md')];
  if (!isWhole) mkdirSync(given.output, { recursive: true });
  const results = {
    date: new Date().toISOString().slice(0, 10),
    rounds,
    machine: describeMachine(),
    versions: versionsOf(contenders.flatMap(({ packages }) => packages)),
    contenders,
    figures,
    scripts: isWhole ? await runScripts() : [],
  };
  writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 1)}\n`);
  writeFileSync(pageFile, benchmarksPage(results, everyName));
  console.log('\nThe results and the page are written.');
}

/** Those that were asked for, and the floor that they are compared with. */
function chosenContenders() {
  const wanted = chosen('contenders', given.contenders, everyName);
  const wires = new Set(all.filter(({ name }) => wanted.includes(name)).map(({ wire }) => wire));
  return all.filter(({ name, wire }) => wanted.includes(name) || (wires.has(wire) && floors[wire] === name));
}

function chosen(option, list, all) {
  if (list === undefined) return all;
  const wanted = list.split(',');
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0)
    throw new Error(`--${option}: there is no ${unknown.join(', ')}; there are ${all.join(', ')}`);
  return all.filter((name) => wanted.includes(name));
}

async function measureAll() {
  const backend = await startBackend();
  const measured = [];
  for (const name of names) {
    const start = performance.now();
    const {
      wires: speaks,
      scenario: _,
      measure: __,
      rounds: most = rounds,
      ...about
    } = await loadFigure(name);
    const figure = { ...about, rounds: Math.min(rounds, most), wires: {} };
    for (const wire of speaks) {
      const taking = contenders.filter((each) => each.wire === wire);
      if (taking.length === 0) continue;
      const cells = await measureFigure(await loadFigure(name), taking, backend, figure.rounds);
      figure.wires[wire] = { base: baseOf(about, wire), cells };
    }
    measured.push(figure);
    printFigure(figure, (performance.now() - start) / 1_000);
  }
  backend.stop();
  return measured;
}

async function runScripts() {
  const list = [];
  for (const script of scripts) {
    console.log(`\n${script.command}`);
    const result = await runScript(script);
    console.log(result.output ?? result.error);
    list.push({ ...script, ...result });
  }
  return list;
}
