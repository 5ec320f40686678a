/**
 * The commands that make new packages known to npm and let the release workflow publish them. npm knows trust only for a
 * package that exists, and so each begins as an empty version 0.0.0.
 *
 * @param {{ manifest: Record<string, any> }[]} packages
 * @param {(name: string) => boolean} exists Whether npm has the package.
 * @returns {{ name: string, stub: Record<string, any> | undefined, trust: string[] }[]} `stub` is the package.json to
 *   publish first; `undefined` where npm has the package.
 */
export function newPackages(packages, exists) {
  return packages.map(({ manifest }) => {
    const { name, license, repository, publishConfig } = manifest;
    const description = 'Holds the name until the first release.';
    const access = { access: publishConfig?.access ?? 'public' };
    const stub = { name, version: '0.0.0', description, license, repository, publishConfig: access };
    return { name, stub: exists(name) ? undefined : stub, trust: trustCommand(name, repository) };
  });
}

function trustCommand(name, repository) {
  const repo = /github\.com\/([^/]+\/[^/]+?)(\.git)?$/.exec(repository?.url ?? '')?.[1];
  if (repo === undefined) throw new Error(`${name}: repository.url names no repository on GitHub`);
  const workflow = ['--repo', repo, '--file', 'release.yml', '--env', 'npm'];
  return ['npm', 'trust', 'github', name, ...workflow, '--allow-publish', '--yes'];
}
