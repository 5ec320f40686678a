/**
 * The provider types that an example creates without importing their package: it would compile, as another module
 * brings the types, but fail for whoever copies it.
 *
 * @param {string} code
 * @param {Readonly<Record<string, string>>} packages The package of each type.
 * @returns {string[]} Empty for code that registers its own.
 */
export function unregisteredTypes(code, packages) {
  if (code.includes('registerProvider(')) return [];
  const types = [...code.matchAll(/\b(?:create|connect)Provider\(\s*'([\w-]+)'/g)].map(([, type]) =>
    type.replaceAll('_', '-'),
  );
  return [...new Set(types)].filter((type) => type !== 'auto' && !code.includes(`'${packages[type]}'`));
}
