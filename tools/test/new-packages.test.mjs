import { expect, it } from 'vitest';
import { newPackages } from '../lib/new-packages.mjs';

const manifest = {
  name: '@modelport/a',
  version: '1.0.0',
  license: 'MIT',
  repository: { type: 'git', url: 'git+https://github.com/someone/repo.git', directory: 'packages/a' },
  dependencies: { b: 'workspace:^' },
  publishConfig: { access: 'public', provenance: true },
};

it('makes an empty version of a package that npm lacks, and trusts the workflow with it', () => {
  const [found] = newPackages([{ manifest }], () => false);
  expect(found.stub).toMatchObject({
    name: '@modelport/a',
    version: '0.0.0',
    publishConfig: { access: 'public' },
  });
  expect(found.stub).not.toHaveProperty('dependencies');
  expect(found.stub.publishConfig).not.toHaveProperty('provenance'); // a person's machine cannot give it
  expect(found.trust.join(' ')).toBe(
    'npm trust github @modelport/a --repo someone/repo --file release.yml --env npm --allow-publish --yes',
  );
});

it('only trusts the workflow where npm has the package', () => {
  const [found] = newPackages([{ manifest }], (name) => name === '@modelport/a');
  expect(found.stub).toBeUndefined();
  expect(found.trust).toContain('github');
});

it('asks for the repository', () => {
  expect(() => newPackages([{ manifest: { ...manifest, repository: undefined } }], () => true)).toThrow(
    '@modelport/a: repository.url names no repository on GitHub',
  );
});
