import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = join(import.meta.dirname, '../../../../../node_modules/.cache/modelport');
const home = join(cache, 'chromium');

/** Where Chromium is, and the variables that it needs; or why there is none. */
export type Chromium =
  | { readonly executable: string; readonly env: Readonly<Record<string, string>> }
  | { readonly missing: string };

/**
 * Finds Chromium, or brings Debian's with the libraries that this machine lacks: into the cache, so that nothing of the
 * system changes and no rights are needed. @throws Error where it cannot be had in CI.
 */
export async function bringChromium(): Promise<Chromium> {
  try {
    const installed = '/usr/bin/chromium';
    const found = existsSync(installed) ? { executable: installed, env: {} } : await fromDebian();
    await run(found.executable, ['--version', '--no-sandbox'], { env: { ...process.env, ...found.env } });
    return found;
  } catch (error) {
    if (process.env['CI'] !== undefined) throw new Error('CI needs Chromium.', { cause: error });
    const [why] = String(error instanceof Error ? error.message : error).split('\n');
    return { missing: `Chromium can be had by apt from Debian's packages only: ${why}` };
  }
}

async function fromDebian(): Promise<{ executable: string; env: Record<string, string> }> {
  if (!existsSync(home)) await install();
  const roots = [join(home, 'usr/lib'), join(home, 'lib')];
  const found = await Promise.all(roots.map(librariesIn));
  return {
    executable: join(home, 'usr/lib/chromium/chromium'),
    env: { LD_LIBRARY_PATH: found.flat().join(':') },
  };
}

async function librariesIn(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const triplets = (await readdir(folder)).filter((name) => name.includes('-linux-gnu'));
  return triplets.flatMap((name) => [join(folder, name), join(folder, name, 'pulseaudio')]);
}

/** Unpacked beside its place and then renamed, so that an interrupted run leaves no half of it. */
async function install(): Promise<void> {
  const work = join(cache, `chromium.${randomUUID()}`);
  const archives = join(work, 'apt/archives');
  await mkdir(join(archives, 'partial'), { recursive: true });
  await mkdir(join(work, 'apt/lists/partial'), { recursive: true });
  const settings = [
    `Dir::State::Lists=${join(work, 'apt/lists')}`,
    `Dir::Cache=${join(work, 'apt')}`,
    `Dir::Log=${join(work, 'apt')}`,
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    'APT::Sandbox::User=root',
    'APT::Update::Error-Mode=any',
    'Debug::NoLocking=true',
  ].flatMap((setting) => ['-o', setting]);
  try {
    await run('apt-get', ['-qq', ...settings, 'update']);
    const packages = ['--download-only', '--no-install-recommends', '--yes', 'install', 'chromium'];
    await run('apt-get', ['-qq', ...settings, ...packages], { maxBuffer: 16 * 1024 * 1024 });
    const root = join(work, 'root');
    for (const file of await readdir(archives)) {
      if (file.endsWith('.deb')) await run('dpkg-deb', ['--extract', join(archives, file), root]);
    }
    await rename(root, home);
  } catch (error) {
    // Another test worker may have been faster.
    if (!existsSync(home)) throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
