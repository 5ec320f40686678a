import { knownTypes } from '@modelport/core';

/** Every name that a new package needs, made of one type string. */
export interface Names {
  /** `my-llm` */
  readonly type: string;
  /** `My Llm` */
  readonly displayName: string;
  /** `MyLlm` */
  readonly identifier: string;
  /** `MY_LLM` */
  readonly environment: string;
  /** `modelport-provider-my-llm` */
  readonly packageName: string;
}

/** Why a type string cannot be used, in a sentence; `undefined`: it can. */
export function problemWithType(type: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(type)) {
    return `"${type}" is no type string: it needs lower-case words joined by hyphens, such as my-llm.`;
  }
  if (type === 'auto') return '"auto" is what Modelport calls the choice of a provider; take another name.';
  if (!Object.hasOwn(knownTypes, type)) return undefined;
  const owner = (knownTypes as Readonly<Record<string, string>>)[type];
  return `"${type}" is the type of ${owner}; two packages cannot have the same.`;
}

/** Why a package cannot have this name, in a sentence; `undefined`: it can. */
export function problemWithPackageName(name: string): string | undefined {
  if (/^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name) && name.length <= 214)
    return undefined;
  return `"${name}" is no name of an npm package, such as modelport-provider-my-llm or @me/modelport-provider-my-llm.`;
}

/** All names that follow from a type string, unless others are given. */
export function namesFor(
  type: string,
  { displayName, packageName }: { displayName?: string | undefined; packageName?: string | undefined } = {},
): Names {
  const words = type.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return {
    type,
    displayName: displayName ?? words.join(' '),
    identifier: words.join(''),
    environment: type.toUpperCase().replaceAll('-', '_'),
    packageName: packageName ?? `modelport-provider-${type}`,
  };
}

/** Why the backend cannot be called so, in a sentence; `undefined`: it can. Quotes would end the texts that it stands in. */
export function problemWithDisplayName(name: string): string | undefined {
  if (/^[^'"`\\$\n|<>{}]{1,60}$/.test(name) && name.trim() === name) return undefined;
  return `"${name}" is no display name: one line of up to 60 characters, without quotes and brackets.`;
}
