import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshEnvironment } from './fresh-environment.js';
import { type LocalRegistry, startRegistry } from './registry.js';
import type { Place } from './run.js';
import { ScratchWorkspace } from './scratch-workspace.js';

/** A registry, a workspace that publishes to it, and users' projects that install from it. */
export interface Trial extends AsyncDisposable {
  readonly registry: LocalRegistry;
  readonly workspace: ScratchWorkspace;
  /** A new project outside of the repository, with nothing installed. */
  project(manifest?: object): Promise<Place>;
  /** The versions in the registry of every package of the workspace, in the order of their release. */
  released(): Promise<Record<string, string[]>>;
}

/** Starts a registry and makes the first release of all packages, as they stand. */
export async function startTrial(): Promise<Trial> {
  const folder = await mkdtemp(join(tmpdir(), 'modelport-release-'));
  const registry = await startRegistry();
  const environment = await freshEnvironment(registry.url, join(folder, 'home'));
  const workspace = await ScratchWorkspace.create({ folder: join(folder, 'workspace'), environment });
  await workspace.publish();
  let projects = 0;
  return {
    registry,
    workspace,
    async project(manifest = {}) {
      projects += 1;
      const place = { folder: join(folder, `project-${projects}`), environment };
      await mkdir(place.folder);
      const whole = { name: 'user', version: '1.0.0', private: true, type: 'module', ...manifest };
      await writeFile(join(place.folder, 'package.json'), JSON.stringify(whole, null, 2));
      return place;
    },
    async released() {
      const names = [...(await workspace.packages()).keys()];
      return Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await registry.versions(name)])),
      );
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
