/** The provider packages that this command brings, by type. Each is loaded, and registers itself, only when it is used. */
const packages: Readonly<Record<string, () => Promise<unknown>>> = {
  llamacpp: () => import('@modelport/provider-llamacpp'),
  'openai-compatible': () => import('@modelport/provider-openai-compatible'),
  mock: () => import('@modelport/provider-mock'),
};

/** The types that this command brings. */
export const providerTypes: readonly string[] = Object.keys(packages);

/** Registers the types; all of them where one is not known by this name: it may be an alias. */
export async function loadProviders(...types: readonly string[]): Promise<void> {
  const loaders = types.map((type) => packages[type]);
  const needed = loaders.includes(undefined) ? Object.values(packages) : loaders;
  await Promise.all(needed.map((load) => load?.()));
}
