import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildOrder } from './build-order.js';
import { copyWorkspace } from './copy-workspace.js';
import { type Place, succeed } from './run.js';

/** How much a package's version rises, by the name of the package. */
export type Bumps = Readonly<Record<string, 'patch' | 'minor' | 'major'>>;

/** What a test looks at in a `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A copy of this repository in which versions rise and packages are published, to a local registry. */
export class ScratchWorkspace {
  readonly #place: Place;

  private constructor(place: Place) {
    this.#place = place;
  }

  /** Copies the repository into an empty folder; what it runs there gets the environment. */
  static async create(place: Place): Promise<ScratchWorkspace> {
    await copyWorkspace(place.folder);
    const workspace = new ScratchWorkspace(place);
    await workspace.#run('git init --quiet --initial-branch=main');
    await workspace.#commit('Copy');
    return workspace;
  }

  /** The published packages, by name. */
  async packages(): Promise<Map<string, Manifest>> {
    const folders = await readdir(join(this.#place.folder, 'packages'));
    const all = await Promise.all(folders.map((name) => this.manifest(name)));
    return new Map(all.filter((each) => each.private !== true).map((each) => [each.name, each]));
  }

  /** The `package.json` of a folder in `packages`. */
  async manifest(folder: string): Promise<Manifest> {
    return JSON.parse(await this.read(`packages/${folder}/package.json`));
  }

  /** Reads a file of the copy. */
  async read(path: string): Promise<string> {
    return readFile(join(this.#place.folder, path), 'utf8');
  }

  /** Changes a file of the copy. @throws Error where the text to replace is not in it. */
  async edit(path: string, from: string, to: string): Promise<void> {
    const text = await this.read(path);
    if (!text.includes(from)) throw new Error(`${path} has no "${from}": tell this test what is there now.`);
    await writeFile(join(this.#place.folder, path), text.replaceAll(from, to));
  }

  /**
   * Makes core, and every definition here, speak the next version of the contract and no other.
   * @returns The version until now.
   */
  async raiseSpecVersion(): Promise<number> {
    const [, now] =
      /readonly specVersion: (\d+);/.exec(await this.read('packages/core/src/contract.ts')) ?? [];
    const next = Number(now) + 1;
    const files = await this.#run(`git grep --name-only "specVersion: ${now}" -- "packages/*/src/*.ts"`);
    for (const file of lines(files)) await this.edit(file, `specVersion: ${now}`, `specVersion: ${next}`);
    const check = 'packages/core/src/registry/check-definition.ts';
    await this.edit(check, `const accepted = ${now};`, `const accepted = ${next};`);
    return Number(now);
  }

  /** Writes a changeset and applies it, as `npm run version-packages` does. */
  async version(bumps: Bumps, text: string): Promise<void> {
    const releases = Object.entries(bumps).map(([name, bump]) => `'${name}': ${bump}`);
    const changeset = ['---', ...releases, '---', '', text, ''].join('\n');
    await writeFile(join(this.#place.folder, '.changeset/of-a-test.md'), changeset);
    const { scripts } = JSON.parse(await this.read('package.json'));
    // Without the set-up, which would install and build what is linked and copied here.
    await this.#run(scripts['version-packages'].replaceAll('node tools/run.mjs --no-build ', ''));
  }

  /** Builds the packages whose version has risen since the last commit, and publishes them. */
  async publish(): Promise<void> {
    const changed = lines(await this.#run('git diff --name-only HEAD -- "packages/*/package.json"'));
    const manifests = changed.map(async (path) => ({ path, ...JSON.parse(await this.read(path)) }));
    for (const { path, scripts } of buildOrder(await Promise.all(manifests))) {
      // Not with `pnpm run`, which would first install what is linked here.
      await this.#run(`cd ${dirname(path)} && ${scripts.build}`);
    }
    await this.#commit('Release');
    await this.#run('changeset publish');
  }

  /** Goes back to the last release. */
  async reset(): Promise<void> {
    await this.#run('git reset --quiet --hard && git clean --quiet -fd');
  }

  /** The tags that git got with the last release. */
  async tags(): Promise<string[]> {
    return lines(await this.#run('git tag --points-at HEAD'));
  }

  async #commit(message: string): Promise<void> {
    await this.#run(`git add --all && git commit --quiet --allow-empty -m "${message}"`);
  }

  async #run(script: string): Promise<string> {
    return succeed(['sh', '-c', script], this.#place);
  }
}

const lines = (text: string): string[] => text.split('\n').filter(Boolean);
