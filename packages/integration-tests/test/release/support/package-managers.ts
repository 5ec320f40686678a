import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bringProgram } from '../../support/bring-program.js';
import { bunExecutable } from '../../support/bun.js';
import { type Ended, type Place, run } from './run.js';

/** A program that installs packages, as a user calls it. */
export interface PackageManager {
  readonly name: string;
  /** Adds packages to a project. */
  add(specifiers: readonly string[], project: Place): Promise<Ended>;
  /** Runs a file of the project with Node, as this package manager's users do. */
  node(file: string, project: Place): Promise<Ended>;
  /** What it has installed: `name@version`, sorted; a version that is there twice is listed twice. */
  installed(project: Place): Promise<string[]>;
}

const node: PackageManager['node'] = (file, project) => run([process.execPath, file], project);
const common = { node, installed: ({ folder }: Place) => packagesUnder(folder) };

/** `npm install`, with options where a test needs some. Without specifiers, it installs what `package.json` asks for. */
export function npm(...options: readonly string[]): PackageManager {
  return {
    ...common,
    name: ['npm', ...options].join(' '),
    async add(specifiers, project) {
      const program = await bringProgram({
        package: 'npm',
        version: '11.19.1',
        executable: 'bin/npm-cli.js',
      });
      return run([process.execPath, program, 'install', ...options, ...specifiers], project);
    },
  };
}

/** `pnpm add` */
export const pnpm: PackageManager = {
  ...common,
  name: 'pnpm',
  add: (specifiers, project) => run(['pnpm', 'add', ...specifiers], project),
};

/** `yarn add` of Yarn 4, into node_modules. */
export const yarn: PackageManager = {
  ...common,
  name: 'Yarn 4',
  async add(specifiers, project) {
    await writeFile(join(project.folder, '.yarnrc.yml'), 'nodeLinker: node-modules\n');
    return runYarn(['add', ...specifiers], project);
  },
};

/** `yarn add` of Yarn 4 as it comes: Plug'n'Play, without node_modules. */
export const yarnPlugAndPlay: PackageManager = {
  name: "Yarn 4 with Plug'n'Play",
  add: (specifiers, project) => runYarn(['add', ...specifiers], project),
  node: (file, project) => runYarn(['node', file], project),
  async installed({ folder }) {
    const lockfile = await readFile(join(folder, 'yarn.lock'), 'utf8');
    return Array.from(lockfile.matchAll(/resolution: "(.+)@npm:([^":]+)/g), ([, name, version]) => {
      return `${name}@${version}`;
    }).sort();
  },
};

/** `yarn add` of Yarn 1. */
export const yarnClassic: PackageManager = {
  ...common,
  name: 'Yarn 1',
  async add(specifiers, project) {
    const program = await bringProgram({ package: 'yarn', version: '1.22.22', executable: 'bin/yarn.js' });
    return run([process.execPath, program, 'add', ...specifiers], project);
  },
};

/** `bun add` */
export const bun: PackageManager = {
  ...common,
  name: 'Bun',
  add: async (specifiers, project) => run([await bunExecutable(), 'add', ...specifiers], project),
};

/** All of them, as they come. */
export const everyPackageManager = [npm(), pnpm, yarn, yarnPlugAndPlay, yarnClassic, bun];

/** Adds packages where nothing should stand in the way, and gives what the program wrote. @throws Error with it. */
export async function install(
  manager: PackageManager,
  specifiers: readonly string[],
  project: Place,
): Promise<string> {
  const { code, output } = await manager.add(specifiers, project);
  if (code !== 0) throw new Error(`${manager.name} did not install ${specifiers.join(' ')}:\n${output}`);
  return output;
}

/** Yarn looks for a project in the folders above unless this one has a lockfile. */
async function runYarn(parameters: readonly string[], project: Place): Promise<Ended> {
  await writeFile(join(project.folder, 'yarn.lock'), '', { flag: 'a' });
  const program = await bringProgram({
    package: '@yarnpkg/cli-dist',
    version: '4.18.1',
    executable: 'bin/yarn.js',
  });
  return run([process.execPath, program, ...parameters], project);
}

/** Packages in any node_modules under a folder. Links are not followed: what they lead to is there as well. */
async function packagesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const manifests = entries
    .filter(({ name }) => name === 'package.json')
    .filter(({ parentPath }) =>
      /\/node_modules\/(@[^/]+\/)?[^/@][^/]*$/.test(parentPath.replaceAll('\\', '/')),
    );
  const read = manifests.map(async ({ parentPath, name }) => {
    const manifest = JSON.parse(await readFile(join(parentPath, name), 'utf8'));
    return `${manifest.name}@${manifest.version}`;
  });
  return (await Promise.all(read)).sort();
}
