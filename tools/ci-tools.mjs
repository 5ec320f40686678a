// Lets the later steps of a job of GitHub Actions find the project's programs: the Node, pnpm and devDependencies that
// run.mjs has installed and put first in PATH. The changesets action starts `pnpm` from there.
import { appendFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { root } from './lib/root.mjs';

const own = process.env.PATH.split(delimiter).filter((folder) => folder.startsWith(root));
const folders = [...new Set(own)];
const file = process.env.GITHUB_PATH;
// What is written last comes first in PATH.
const lines = folders.toReversed().map((folder) => `${folder}\n`);
if (file !== undefined) appendFileSync(file, lines.join(''));
console.log(
  file === undefined ? 'This is no job of GitHub Actions: nothing was written.' : folders.join('\n'),
);
