// For a maintainer, once for each new package, after `npm login`: makes it known to npm and lets the release workflow
// publish it. Takes the packages that npm lacks, or those that are named. Shows what it would do; does it with `--run`.
// npm asks for the second factor in the browser.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { newPackages } from './lib/new-packages.mjs';
import { runChild } from './lib/run-child.mjs';
import { publishedPackages } from './lib/workspace.mjs';

const pause = 2_000; // npm's own advice, to stay below its limit of requests
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const reallyRun = process.argv.includes('--run');

const packages = publishedPackages();
const known = new Map();
for (const { manifest } of packages) known.set(manifest.name, await isKnown(manifest.name));
const wanted = packages.filter(({ manifest: { name } }) =>
  names.length === 0 ? !known.get(name) : names.includes(name),
);
for (const { name, stub, trust } of newPackages(wanted, (each) => known.get(each))) {
  if (stub !== undefined) await publishStub(name, stub);
  await run(trust);
}
if (!reallyRun) console.log(`\n${wanted.length} packages. Nothing was done: add --run to do it.`);

async function isKnown(name) {
  const { code, output } = await runChild(['npm', 'view', name, 'name', '--json'], { capture: true });
  if (code !== 0 && !output.includes('E404')) throw new Error(`npm view ${name} failed:\n${output}`);
  return code === 0;
}

async function publishStub(name, stub) {
  const folder = mkdtempSync(join(tmpdir(), 'modelport-stub-'));
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(stub, null, 2));
    console.log(`# ${name} is new: an empty version 0.0.0 first`);
    await run(['npm', 'publish', folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(command) {
  console.log(command.join(' '));
  if (!reallyRun) return;
  const { code } = await runChild(command);
  if (code !== 0)
    throw new Error(
      `${command.join(' ')} failed. What came before it is done; name the packages that are left.`,
    );
  await setTimeout(pause);
}
