// What npm gets of each published package: its manifest, and the packed files, as publint and attw see them.
import { manifestProblems } from './lib/checks/manifest-rules.mjs';
import { packedProblems } from './lib/checks/packed-package.mjs';
import { pool } from './lib/pool.mjs';
import { report } from './lib/report.mjs';
import { publishedPackages } from './lib/workspace.mjs';

const packages = publishedPackages();
const packed = (await pool(packages, packedProblems)).flat();
report(
  [...manifestProblems(packages), ...packed],
  `${packages.length} manifests keep the rules; publint and attw find nothing in the packed packages`,
);
