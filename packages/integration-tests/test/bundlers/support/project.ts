import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { npmInstall, pack } from '../../packed/support/packages.js';

/** The folders of all packages of providers and of the router, with what they stand on. */
const packages = [
  'core',
  'provider-utils',
  'provider-anthropic',
  'provider-llamacpp',
  'provider-mock',
  'provider-ollama',
  'provider-openai-compatible',
  'provider-openrouter',
  'router',
];

/** A user's project, outside the workspace. */
export class Project {
  /** Holds the project, its copies and what is made of them; no `node_modules` is in reach of that. */
  readonly #home: string;
  readonly folder: string;

  constructor(home: string, folder: string) {
    this.#home = home;
    this.folder = folder;
  }

  /** Writes a file of the project and gives its name. */
  async write(name: string, text: string): Promise<string> {
    await writeFile(join(this.folder, name), text);
    return name;
  }

  /** An empty folder outside the project. */
  async outputFolder(): Promise<string> {
    return mkdtemp(join(this.#home, 'output-'));
  }

  /** The same with another `sideEffects` in a package's manifest. */
  async copyWithSideEffects(packageName: string, sideEffects: readonly string[] | false): Promise<Project> {
    const copy = new Project(this.#home, await mkdtemp(join(this.#home, 'copy-')));
    await cp(this.folder, copy.folder, { recursive: true });
    const manifest = join(copy.folder, 'node_modules', packageName, 'package.json');
    const fields: object = JSON.parse(await readFile(manifest, 'utf8'));
    await writeFile(manifest, JSON.stringify({ ...fields, sideEffects }));
    return copy;
  }
}

/** The project of a file's tests, in which all providers are installed from tarballs; removed after the last test. */
export function useProject(): { readonly current: Project } {
  let home = '';
  let project: Project | undefined;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'modelport-bundlers-'));
    const installed = new Project(home, await mkdtemp(join(home, 'project-')));
    await installed.write('package.json', '{ "private": true }');
    await npmInstall(installed.folder, await pack(packages, home));
    project = installed;
  }, 120_000);
  afterAll(() => rm(home, { recursive: true, force: true }));
  return {
    get current() {
      if (project === undefined) throw new Error('The project is there when the first test begins.');
      return project;
    },
  };
}
