// Measures how much longer Node takes to start when it imports core: both kinds of start in turn, so that whatever
// else the machine does slows both, and the median of each. Reported, not asserted: `npm run measure-import`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/root.mjs';

const runs = 31;
const warmUp = 3;
const entry = pathToFileURL(join(root, 'packages/core/dist/index.js'));
const programs = { bare: '', core: `import '${entry}';` };
const times = { bare: [], core: [] };

for (let run = 0; run < warmUp + runs; run += 1) {
  for (const [name, program] of Object.entries(programs)) {
    const duration = timeOf(program);
    if (run >= warmUp) times[name].push(duration);
  }
}
const bare = median(times.bare);
const core = median(times.core);
console.log(`Node ${process.versions.node}, medians of ${runs} starts in turn:`);
console.log(`  bare start     ${bare.toFixed(1)} ms`);
console.log(`  with core      ${core.toFixed(1)} ms`);
console.log(`  core adds      ${(core - bare).toFixed(1)} ms`);

function timeOf(program) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
  if (status !== 0) throw new Error(`node failed: ${stderr}`);
  return performance.now() - start;
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}
