import { expect, it } from 'vitest';
import { dependencyProblems } from '../lib/checks/dependency-rules.mjs';
import { workspaceOf } from './support/fixture.mjs';
import { manifestOf, providerManifest } from './support/manifests.mjs';

const core = '@modelport/core';
const peer = {
  peerDependencies: { [core]: 'workspace:^1.0.0' },
  devDependencies: { [core]: 'workspace:*' },
};

/** Core, utilities, testkit and one provider, with changes to some. */
function problemsOf({ provider = {}, utilities = {}, ofCore = {}, testkit = {} } = {}) {
  const { packages } = workspaceOf({
    'core/package.json': manifestOf(core, 'core', ofCore),
    'provider-testkit/package.json': manifestOf('@modelport/provider-testkit', 'provider-testkit', {
      ...peer,
      ...testkit,
    }),
    'provider-utils/package.json': manifestOf('@modelport/provider-utils', 'provider-utils', {
      ...peer,
      ...utilities,
    }),
    'provider-x/package.json': providerManifest(provider),
  });
  return dependencyProblems(packages).join('\n');
}

it('finds nothing where core is a peer with a floor that somebody wrote', () => {
  expect(problemsOf()).toBe('');
});

it('finds core as a dependency of a provider, of which a program would get two', () => {
  const dependencies = { [core]: 'workspace:^' };
  const message =
    'packages/provider-x/package.json: @modelport/core must be a peer dependency, not a dependency';
  expect(problemsOf({ provider: { dependencies } })).toContain(message);
  expect(problemsOf({ provider: { optionalDependencies: dependencies } })).toContain(message);
});

it('finds a provider without core as a peer, or with one that may be missing', () => {
  expect(problemsOf({ provider: { peerDependencies: {} } })).toContain('must be among peerDependencies');
  const peerDependenciesMeta = { [core]: { optional: true } };
  expect(problemsOf({ provider: { peerDependenciesMeta } })).toContain('may not be optional');
});

it.each(['workspace:*', 'workspace:^', '^1.0.0', '>=1.0.0', 'workspace:~1.0.0'])(
  'finds the range %s of the peer, which nobody chose or which is no promise',
  (range) => {
    const found = problemsOf({ provider: { peerDependencies: { [core]: range } } });
    expect(found).toContain(`such as workspace:^1.0.0, not ${range}: otherwise each release of core`);
  },
);

it('finds a floor that is newer than core, or of another major', () => {
  const withFloor = (floor, version) =>
    problemsOf({
      ofCore: { version },
      provider: { peerDependencies: { [core]: `workspace:^${floor}` } },
    });
  expect(withFloor('1.2.0', '1.1.0')).toContain(
    'the floor of the peer @modelport/core is 1.2.0, but there is only',
  );
  expect(withFloor('1.10.0', '1.9.0')).toContain('is 1.10.0, but there is only 1.9.0');
  expect(withFloor('1.0.0', '2.0.0')).toContain(
    'the range ^1.0.0 of the peer @modelport/core leaves out 2.0.0',
  );
  expect(withFloor('1.0.0', '1.1.0')).toBe('');
});

it('finds a floor below the one of a package that the provider uses', () => {
  const raised = { peerDependencies: { [core]: 'workspace:^1.1.0' } };
  const message = (name) =>
    `packages/provider-x/package.json: the floor of the peer @modelport/core is 1.0.0, but ${name}, which it uses, needs 1.1.0`;
  const newer = { ofCore: { version: '1.1.0' } };
  expect(problemsOf({ ...newer, utilities: raised })).toContain(message('@modelport/provider-utils'));
  expect(problemsOf({ ...newer, testkit: raised })).toContain(message('@modelport/provider-testkit'));
});

it('finds tests that would run with another core than that of today', () => {
  const devDependencies = { [core]: '1.0.0' };
  expect(problemsOf({ provider: { devDependencies } })).toContain(
    'devDependencies must have @modelport/core as',
  );
});

it('finds an exact version of another package of ours', () => {
  const dependencies = { '@modelport/provider-utils': 'workspace:*' };
  expect(problemsOf({ provider: { dependencies } })).toContain(
    'the range of the dependency @modelport/provider-utils must be workspace:^, not workspace:*',
  );
});

it.each(['github:some/package', 'some/package', 'git+https://example.org/x.git', 'file:../x', 'link:../x'])(
  'finds a dependency from %s, where no registry vouches for it',
  (range) => {
    expect(problemsOf({ provider: { dependencies: { 'left-pad': range } } })).toContain(
      `packages/provider-x/package.json: dependencies must take left-pad from the registry, by a version, not from ${range}`,
    );
  },
);

it('finds any dependency of core', () => {
  const message = 'packages/core/package.json: core has no dependencies, but names zod';
  expect(problemsOf({ ofCore: { dependencies: { zod: '4.0.0' } } })).toContain(message);
  expect(problemsOf({ ofCore: { peerDependencies: { zod: '4.0.0' } } })).toContain(message);
});

it('finds a dependency that goes upwards, in tests too', () => {
  const testkit = { '@modelport/provider-testkit': 'workspace:^' };
  expect(problemsOf({ provider: { dependencies: testkit } })).toContain(
    'dependencies may not name @modelport/provider-testkit (tools/lib/layers.mjs)',
  );
  expect(problemsOf({ utilities: { devDependencies: testkit } })).toContain(
    'packages/provider-utils/package.json: devDependencies may not name @modelport/provider-testkit',
  );
});

it('finds packages that depend on each other, and names the way round', () => {
  const devDependencies = { [core]: 'workspace:*', '@modelport/provider-x': 'workspace:*' };
  expect(problemsOf({ testkit: { devDependencies } })).toContain(
    'packages depend on each other: @modelport/provider-testkit → @modelport/provider-x → @modelport/provider-testkit',
  );
  expect(problemsOf()).not.toContain('each other');
});
