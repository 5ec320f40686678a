// Packages compile and pass their tests with the oldest core that their range of this peer allows.
// `--cores <folder>`: takes old cores from tarballs there (modelport-core-1.0.0.tgz), not from npm or git.
import { resolve } from 'node:path';
import { peerFloorProblems } from './lib/checks/peer-floor.mjs';
import { releasedCore } from './lib/released-core.mjs';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';
import { publishedPackages } from './lib/workspace.mjs';

const position = process.argv.indexOf('--cores');
const tarballs = position > 0 ? resolve(process.argv[position + 1]) : undefined;
const coreOf = (version, into) => releasedCore(version, { base: root, into, tarballs });
const { problems, summary } = await peerFloorProblems(root, publishedPackages(), coreOf);
report(problems, summary);
