// What core and providers add to a program, within budgets (docs/decisions/0005, 0011): minified and gzipped as a bundler
// leaves it, with and without what is loaded when something is first called; and what npm installs. The table of sizes in
// README.md tells the same figures.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tasks } from '../bench/size/contenders.mjs';
import { measure } from '../bench/size/measure.mjs';
import { bundleSize } from './lib/bundle-size.mjs';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';
import { holdToBudgets } from './lib/size-budgets.mjs';
import { staleSizes } from './lib/size-table.mjs';

const core = './packages/core/dist/index.js';
const createProvider = `export { createProvider } from '${core}';`;
const withOllama = `${createProvider} import './packages/provider-ollama/dist/index.js';`;
const withCompatible = `${createProvider} import './packages/provider-openai-compatible/dist/index.js';`;
const withRouter = `${createProvider} export { createRouter } from './packages/router/dist/index.js';`;
const everything = `export * from '${core}';`;

const bundles = [
  { name: 'createProvider', program: createProvider, budget: 10_000 },
  { name: 'createProvider with its calls', program: createProvider, calls: true, budget: 20_500 },
  { name: 'createProvider and provider-ollama', program: withOllama, budget: 18_000 },
  {
    name: 'createProvider and provider-ollama with their calls',
    program: withOllama,
    calls: true,
    budget: 40_500,
  },
  { name: 'createProvider and provider-openai-compatible', program: withCompatible, budget: 18_000 },
  { name: 'createProvider and the router', program: withRouter, budget: 33_000 },
  {
    name: 'createProvider and the router with their calls',
    program: withRouter,
    calls: true,
    budget: 43_500,
  },
  { name: 'an import of everything in core', program: everything, budget: 17_500 },
  { name: 'all of core', program: everything, calls: true, budget: 33_000 },
];

const measured = [];
for (const { program, calls, ...bundle } of bundles) {
  measured.push({ ...bundle, unit: 'gzipped', value: await bundleSize(program, { folder: root, calls }) });
}

const rows = [];
const scratch = mkdtempSync(join(tmpdir(), 'modelport-size-'));
try {
  for (const { task, contenders } of tasks) {
    const row = { task, ...(await measure(contenders[0], join(scratch, `${rows.length}`))) };
    rows.push(row);
    const name = `an install for ${task}`;
    measured.push({ name, unit: 'packages', value: row.installs, budget: 3 });
    measured.push({ name, unit: 'installed', value: row.bytes, budget: 1_000_000 });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const { problems, lines } = holdToBudgets(measured);
const stale = staleSizes(readFileSync(join(root, 'README.md'), 'utf8'), rows);
report([...problems, ...stale], lines.join('; '));
