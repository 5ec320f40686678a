// Copies templates/provider into dist/template, as it should be in a package of its own: not private, and with versions
// in the place of what only this workspace knows (`workspace:`, `catalog:`).
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '../../..');
const source = join(root, 'templates/provider');
const target = join(here, '../dist/template');
const leftOut = ['node_modules', 'dist', '.turbo'];

rmSync(target, { recursive: true, force: true });
cpSync(source, target, { recursive: true, filter: (path) => !leftOut.includes(basename(path)) });

const { private: _private, ...manifest } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
for (const group of ['dependencies', 'peerDependencies', 'devDependencies']) {
  for (const [name, range] of Object.entries(manifest[group] ?? {}))
    manifest[group][name] = published(name, range);
}
// Under another name: a manifest in a package would be taken for one of a nested package.
rmSync(join(target, 'package.json'));
writeFileSync(join(target, '_package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

function published(name, range) {
  if (range === 'catalog:') {
    const version = new RegExp(`^  "?${name}"?: (\\S+)$`, 'm').exec(catalog)?.[1];
    if (version === undefined) throw new Error(`pnpm-workspace.yaml has no catalog entry for ${name}.`);
    return version;
  }
  if (!range.startsWith('workspace:')) return range;
  const folder = name.replace('@modelport/', '');
  const { version } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
  return `^${version}`;
}
