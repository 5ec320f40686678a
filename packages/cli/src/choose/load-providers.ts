const compatible = () => import('@modelport/provider-openai-compatible');

/** Packages of types for servers of one's own. */
const servers: Readonly<Record<string, () => Promise<unknown>>> = {
  ollama: () => import('@modelport/provider-ollama'),
  llamacpp: () => import('@modelport/provider-llamacpp'),
  lmstudio: compatible,
  vllm: compatible,
  localai: compatible,
  koboldcpp: compatible,
  jan: compatible,
  'openai-compatible': compatible,
};

/** Packages of the best-known services; that of the others is among them. */
const services: Readonly<Record<string, () => Promise<unknown>>> = {
  openai: compatible,
  anthropic: () => import('@modelport/provider-anthropic'),
  openrouter: () => import('@modelport/provider-openrouter'),
  groq: compatible,
  together: compatible,
  deepseek: compatible,
  mistral: compatible,
};

/** The packages that this command brings, by type. Each is loaded, and registers itself, only when it is used. */
const packages = { ...servers, ...services, mock: () => import('@modelport/provider-mock') };

/** Types that stand for a server on this machine or at `--base-url`. */
export const serverTypes: readonly string[] = Object.keys(servers);

/** Types that stand for a service, of those that are best known. */
export const serviceTypes: readonly string[] = Object.keys(services);

/** Registers the types; all of them where one is not known by this name: it may be an alias, or a less known service. */
export async function loadProviders(...types: readonly string[]): Promise<void> {
  const loaders = types.map((type) => (packages as Partial<typeof servers>)[type]);
  const needed = loaders.includes(undefined) ? Object.values(packages) : loaders;
  await Promise.all(needed.map((load) => load?.()));
}
