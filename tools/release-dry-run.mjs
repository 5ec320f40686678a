// Does what the next release would do with the working tree as it is, up to the upload: the plan of what npm lacks, the
// tarballs, and `pnpm publish --dry-run` for each. Needs the registry, no account, and writes nothing into the tree.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packedManifest, releaseProblems } from './lib/packed-manifest.mjs';
import { pool } from './lib/pool.mjs';
import { report } from './lib/report.mjs';
import { runChild } from './lib/run-child.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'modelport-dry-run-'));
try {
  const releases = await packedReleases();
  const problems = (await pool(releases, problemsOf)).flat();
  const names = releases.map(({ name, version }) => `${name}@${version}`).join(', ');
  report(
    problems,
    releases.length === 0 ? 'npm has every version: nothing to release' : `would publish ${names}`,
  );
} catch (error) {
  report([error.message], '');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function packedReleases() {
  const plan = join(scratch, 'plan.json');
  await run(['changeset', 'publish-plan', '--output', plan]);
  if (JSON.parse(readFileSync(plan, 'utf8')).plan.length === 0) return [];
  const packed = join(scratch, 'packed');
  await run(['changeset', 'pack', '--from-publish-plan', plan, '--out-dir', packed]);
  const groups = JSON.parse(readFileSync(join(packed, 'publish-plan.json'), 'utf8')).plan;
  return groups.flat().map((release) => ({ ...release, tarball: join(packed, release.tarball.path) }));
}

async function problemsOf(release) {
  const { tarball, access, tag, name, version } = release;
  const found = releaseProblems(release, packedManifest(tarball));
  const publish = [
    'pnpm',
    'publish',
    tarball,
    '--dry-run',
    '--no-git-checks',
    '--access',
    access,
    '--tag',
    tag,
  ];
  const { code, output } = await runChild(publish, { capture: true });
  return code === 0 ? found : [...found, `${name}@${version}: pnpm would not publish it:\n${output.trim()}`];
}

async function run(command) {
  const { code, output } = await runChild(command, { capture: true });
  if (code !== 0)
    throw new Error(`${command.join(' ')} failed. Is the registry within reach?\n${output.trim()}`);
}
