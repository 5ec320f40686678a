/** The manifest of a package that keeps every rule. */
export function manifestOf(name, folder, changes = {}) {
  return {
    name,
    version: '1.0.0',
    description: 'A package of a test.',
    license: 'MIT',
    type: 'module',
    repository: {
      type: 'git',
      url: 'git+https://github.com/modelport/modelport.git',
      directory: `packages/${folder}`,
    },
    engines: { node: '>=22.12' },
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    sideEffects: false,
    files: ['dist', '!dist/**/*.map', 'CHANGELOG.md'],
    publishConfig: { access: 'public', provenance: true },
    ...changes,
  };
}

/** The manifest of a provider that keeps every rule; it also needs a `src/definition.ts`. */
export function providerManifest(changes = {}) {
  return manifestOf('@modelport/provider-x', 'provider-x', {
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './definition': { types: './dist/definition.d.ts', default: './dist/definition.js' },
      './package.json': './package.json',
    },
    sideEffects: ['./dist/index.js', './dist/register.js'],
    dependencies: { '@modelport/provider-utils': 'workspace:^' },
    peerDependencies: { '@modelport/core': 'workspace:^1.0.0' },
    devDependencies: { '@modelport/core': 'workspace:*', '@modelport/provider-testkit': 'workspace:*' },
    ...changes,
  });
}
