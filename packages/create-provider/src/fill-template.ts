import type { Names } from './names.js';

/** Where a name stands in the template, by the form in which it is needed there. The first that fits is meant. */
const places = new RegExp(
  [
    '(?<packageName>modelport-provider-acme)',
    '(?<key>(?<=^\\s*|\\{ )acme(?=: ))',
    '(?<variable>(?<=const )acme(?= =)|\\bacme(?=\\.))',
    '(?<environment>ACME)',
    '(?<displayName>(?<![A-Za-z])Acme(?![A-Z]))',
    '(?<identifier>Acme)',
    '(?<type>acme)',
  ].join('|'),
  'gm',
);

/**
 * Puts the names of a new package in the place of the template's: `acme`, `Acme`, `ACME` and its package name. In one go, as
 * a new name may hold an old one.
 */
export function fillTemplate(text: string, names: Names): string {
  const { type, identifier } = names;
  const forms: Readonly<Record<string, string>> = {
    ...names,
    key: type.includes('-') ? `'${type}'` : type,
    variable: identifier.slice(0, 1).toLowerCase() + identifier.slice(1),
  };
  return text.replace(places, (found, ...rest) => {
    const groups: Readonly<Record<string, string | undefined>> = rest.at(-1);
    const form = Object.keys(groups).find((name) => groups[name] !== undefined);
    return forms[form ?? ''] ?? found;
  });
}

/** The name of a file or folder. Names that npm or tools of this repository would take for their own begin with `_` there. */
export function fillFileName(name: string, names: Names): string {
  const plain = name === '_gitignore' ? '.gitignore' : name.replace(/^_/, '');
  return plain.replaceAll('acme', names.type);
}
