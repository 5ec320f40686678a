import { execFileSync } from 'node:child_process';

/**
 * The package.json in a tarball, as npm would get it.
 *
 * @param {string} tarball
 * @returns {Record<string, any>}
 */
export function packedManifest(tarball) {
  return JSON.parse(execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }));
}

/**
 * What keeps a packed package from being published as planned, or from being installed afterwards.
 *
 * @param {{ name: string, version: string, access: string }} release What the plan says.
 * @param {Record<string, any>} manifest What the tarball says.
 * @returns {string[]} One line each.
 */
export function releaseProblems(release, manifest) {
  const problems = [];
  const [planned, packed] = [release, manifest].map(({ name, version }) => `${name}@${version}`);
  if (planned !== packed) problems.push(`${planned}: the tarball holds ${packed}; build and pack again`);
  if (manifest.private === true) problems.push(`${planned}: is private, npm refuses it`);
  if (release.access !== 'public') {
    problems.push(`${planned}: would be published with access "${release.access}"; it must be "public"`);
  }
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
    for (const [name, range] of Object.entries(manifest[kind] ?? {})) {
      if (!/^(workspace|catalog|link|file):/.test(range)) continue;
      problems.push(
        `${planned}: ${kind} asks for ${name} "${range}", which only this repository understands`,
      );
    }
  }
  return problems;
}
