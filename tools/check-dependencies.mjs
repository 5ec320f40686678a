// Core has no dependency at all. Whatever else is published has core as a peer, so that a program has one copy of
// it, and declares only packages that it may import. Applications, which bring their own core, are free.
import { isOurs, mayImport } from './lib/layers.mjs';
import { report } from './lib/report.mjs';
import { publishedPackages, workspacePackages } from './lib/workspace.mjs';

const core = '@modelport/core';
const packages = workspacePackages();
report(
  [...packages.flatMap(upwardDependencies), ...publishedPackages().flatMap(wrongCore)],
  `${packages.length} manifests depend downwards only`,
);

function upwardDependencies({ folder, manifest }) {
  const kinds = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'];
  return kinds.flatMap((kind) =>
    Object.keys(manifest[kind] ?? {})
      .filter((name) => isOurs(name) && !mayDepend(manifest.name, name, kind === 'devDependencies'))
      .map((name) => `${folder}/package.json: ${kind} may not name ${name} (tools/lib/layers.mjs)`),
  );
}

function mayDepend(dependent, name, onlyInTests) {
  return mayImport(dependent, name, onlyInTests) || mayImport(dependent, `${name}/extend`, onlyInTests);
}

function wrongCore({ folder, manifest }) {
  const file = `${folder}/package.json`;
  const { name, dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest;
  if (name === core) {
    const all = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
    return all.map((each) => `${file}: core has no dependencies, but names ${each}`);
  }
  if (manifest.bin !== undefined) return [];
  const problems = [];
  if (core in dependencies) problems.push(`${file}: ${core} must be a peer dependency, not a dependency`);
  if (!(core in peerDependencies)) problems.push(`${file}: ${core} must be among peerDependencies`);
  return problems;
}
