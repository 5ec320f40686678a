import { bringProgram, type Program } from './bring-program.js';

const system = process.platform === 'win32' ? 'windows' : process.platform;
const architecture = process.arch === 'arm64' ? 'aarch64' : process.arch;

const bun: Program = {
  package: `@oven/bun-${system}-${architecture}`,
  version: '1.4.5',
  executable: process.platform === 'win32' ? 'bin/bun.exe' : 'bin/bun',
};

/** The executable of Bun, from npm's packages. */
export async function bunExecutable(): Promise<string> {
  return bringProgram(bun);
}
