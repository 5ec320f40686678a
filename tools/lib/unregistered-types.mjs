/**
 * The provider types that an example creates without importing their package: it would compile, as another module
 * brings the types, but fail for whoever copies it.
 *
 * @param {string} code
 * @returns {string[]} Empty for code that registers its own.
 */
export function unregisteredTypes(code) {
  if (code.includes('registerProvider(')) return [];
  const types = [...code.matchAll(/\bcreateProvider\(\s*'([\w-]+)'/g)].map(([, type]) =>
    type.replaceAll('_', '-'),
  );
  return [...new Set(types)].filter((type) => !code.includes(`'@modelport/provider-${type}'`));
}
