const core = '@modelport/core';
const utilities = '@modelport/provider-utils';
const testkit = '@modelport/provider-testkit';
const mock = '@modelport/provider-mock';
const router = '@modelport/router';
const compatible = '@modelport/provider-openai-compatible';

/** Which of our packages a package may use, where it is not a provider or an application on top of all. */
const lower = {
  [core]: [],
  [utilities]: [core],
  [testkit]: [core, utilities],
  [router]: [core],
  '@modelport/gateway': [core, router],
};

/** Stand on everything, and nothing stands on them. */
const applications = ['modelport', '@modelport/integration-tests'];

/** Providers that build on another one, through its published `./extend`. */
const extending = ['@modelport/provider-openrouter', '@modelport/provider-llamacpp'];

/** Tested without these, as they stand on them. */
const withoutTestkit = [core, utilities];

/**
 * Whether the package `importer` may import `specifier` of one of our packages: core ← provider-utils ←
 * providers, and no provider another one.
 *
 * @param {string} importer Its name.
 * @param {string} specifier `@modelport/core`, `@modelport/provider-openai-compatible/extend`
 * @param {boolean} inTests In a package's own tests, itself, the testkit and the mock are allowed too.
 */
export function mayImport(importer, specifier, inTests) {
  const imported = packageOf(specifier);
  if (applications.includes(importer)) return true;
  if (inTests && imported === importer) return true;
  if (inTests && !withoutTestkit.includes(importer) && [testkit, mock].includes(imported)) return true;
  if (extending.includes(importer) && specifier === `${compatible}/extend`) return true;
  return (lower[importer] ?? [core, utilities]).includes(imported);
}

/** Whether a module specifier names one of our packages. */
export function isOurs(specifier) {
  return specifier === 'modelport' || specifier.startsWith('@modelport/');
}

/** `@modelport/core/x` → `@modelport/core` */
function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
