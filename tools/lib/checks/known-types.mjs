const file = 'packages/core/src/registry/known-types.ts';

/**
 * Where the list of types that core knows for its install hints differs from what the provider packages register.
 *
 * @param {Readonly<Record<string, string>>} known The package of each type and alias, as core has it.
 * @param {readonly { type: string, aliases?: readonly string[], packageName: string }[]} definitions
 * @param {readonly string[]} packageNames Those of the provider packages here.
 */
export function knownTypeProblems(known, definitions, packageNames) {
  const registered = registeredNames(definitions);
  const problems = definitions
    .filter(({ packageName }) => !packageNames.includes(packageName))
    .map(
      ({ type, packageName }) =>
        `the definition of '${type}' gives ${packageName} as its packageName, but no package.json here has that name`,
    );
  for (const [name, packageName] of Object.entries(registered)) {
    if (!Object.hasOwn(known, name)) {
      problems.push(
        `${file} lacks '${name}', which ${packageName} registers: add '${name}': '${packageName}'`,
      );
    } else if (known[name] !== packageName) {
      problems.push(`${file} gives ${known[name]} for '${name}', but ${packageName} registers it`);
    }
  }
  for (const [name, packageName] of Object.entries(known)) {
    if (Object.hasOwn(registered, name)) continue;
    problems.push(`${file} gives ${packageName} for '${name}', which no package here registers: remove it`);
  }
  return problems;
}

/** The package of each type and alias, in the spelling that core looks for. */
function registeredNames(definitions) {
  const names = definitions.flatMap(({ type, aliases = [], packageName }) =>
    [type, ...aliases].map((name) => [name.replaceAll('_', '-'), packageName]),
  );
  return Object.fromEntries(names);
}
