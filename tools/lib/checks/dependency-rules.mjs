import { compareVersions } from '../compare-versions.mjs';
import { isOurs, mayImport } from '../layers.mjs';
import { core, floorOf } from './peer-range.mjs';

const kinds = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'];

/**
 * What is wrong with what the packages of a workspace depend on: core on nothing, whatever else is published on core
 * as a peer, so that a program has one copy of it, and each only on packages that it may import. Applications, which
 * bring their own core, are free.
 *
 * @param {ReturnType<import('../workspace.mjs').workspacePackages>} packages
 */
export function dependencyProblems(packages) {
  const published = packages.filter(({ manifest }) => manifest.private !== true);
  const libraries = published.filter(({ manifest }) => manifest.name !== core && manifest.bin === undefined);
  const find = (name) => packages.find(({ manifest }) => manifest.name === name);
  const about = (each, problems) => problems.map((problem) => `${each.folder}/package.json: ${problem}`);
  return [
    ...packages.flatMap((each) => about(each, upwardDependencies(each.manifest))),
    ...published.flatMap((each) => about(each, each.manifest.name === core ? ofCore(each.manifest) : [])),
    ...published.flatMap((each) => about(each, pinnedDependencies(each.manifest))),
    ...published.flatMap((each) => about(each, otherOrigins(each.manifest))),
    ...libraries.flatMap((each) =>
      about(each, [...coreAsPeer(each.manifest), ...floor(each.manifest, find)]),
    ),
    ...cycles(packages),
  ];
}

function upwardDependencies(manifest) {
  return kinds.flatMap((kind) =>
    Object.keys(manifest[kind] ?? {})
      .filter((name) => isOurs(name) && !mayDepend(manifest.name, name, kind === 'devDependencies'))
      .map((name) => `${kind} may not name ${name} (tools/lib/layers.mjs)`),
  );
}

function mayDepend(dependent, name, onlyInTests) {
  return mayImport(dependent, name, onlyInTests) || mayImport(dependent, `${name}/extend`, onlyInTests);
}

function ofCore(manifest) {
  const names = kinds
    .filter((kind) => kind !== 'devDependencies')
    .flatMap((kind) => Object.keys(manifest[kind] ?? {}));
  return names.map((name) => `core has no dependencies, but names ${name}`);
}

/** An exact version would bring a second copy of what another package has in a newer one. */
function pinnedDependencies({ dependencies = {} }) {
  return Object.entries(dependencies)
    .filter(([name, range]) => isOurs(name) && range !== 'workspace:^')
    .map(([name, range]) => `the range of the dependency ${name} must be workspace:^, not ${range}`);
}

/** Nobody vouches for what comes from a git repository or a link: no version, no licence check, no audit. */
function otherOrigins(manifest) {
  return kinds.flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      .filter(([, range]) => /[:/]/.test(range) && !/^(workspace|catalog|npm):/.test(range))
      .map(([name, range]) => `${kind} must take ${name} from the registry, by a version, not from ${range}`),
  );
}

function coreAsPeer({ dependencies = {}, optionalDependencies = {}, peerDependencies = {}, ...others }) {
  const problems = [];
  if (core in dependencies || core in optionalDependencies) {
    problems.push(
      `${core} must be a peer dependency, not a dependency: a program would get a second copy of it`,
    );
  }
  if (!(core in peerDependencies)) problems.push(`${core} must be among peerDependencies`);
  if (others.peerDependenciesMeta?.[core]?.optional) problems.push(`the peer ${core} may not be optional`);
  if (others.devDependencies?.[core] !== 'workspace:*') {
    problems.push(
      `devDependencies must have ${core} as workspace:*, so that tests run with the core of today`,
    );
  }
  return problems;
}

/** The range of core is a promise that `tools/check-peer-floor.mjs` tries, so somebody has to give it. */
function floor(manifest, find) {
  const range = manifest.peerDependencies?.[core];
  const own = floorOf(manifest);
  const current = find(core)?.manifest.version;
  if (range === undefined) return [];
  if (own === undefined) {
    return [
      `the range of the peer ${core} must have a floor that is written by hand, such as workspace:^${current}, not ${range}: otherwise each release of core would raise it, and older versions of core would no longer do`,
    ];
  }
  if (compareVersions(own, current) > 0) {
    return [`the floor of the peer ${core} is ${own}, but there is only ${current}`];
  }
  if (own.split('.')[0] !== current.split('.')[0]) {
    return [
      `the range ^${own} of the peer ${core} leaves out ${current}: a new major of core needs a new range`,
    ];
  }
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap((name) => {
    const needed = floorOf(find(name)?.manifest ?? {});
    if (needed === undefined || compareVersions(needed, own) <= 0) return [];
    return [
      `the floor of the peer ${core} is ${own}, but ${name}, which it uses, needs ${needed}: raise the floor to workspace:^${needed}`,
    ];
  });
}

/** A cycle of packages could neither be built nor released in any order. */
function cycles(packages) {
  const uses = new Map(
    packages.map(({ manifest }) => [
      manifest.name,
      kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})).filter(isOurs),
    ]),
  );
  const done = new Set();
  const found = [];
  const visit = (name, path) => {
    if (path.includes(name)) {
      found.push(`packages depend on each other: ${[...path.slice(path.indexOf(name)), name].join(' → ')}`);
    } else if (!done.has(name)) {
      for (const next of uses.get(name) ?? []) visit(next, [...path, name]);
      done.add(name);
    }
  };
  for (const name of uses.keys()) visit(name, []);
  return found;
}
