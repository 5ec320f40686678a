import {
  createRegistry,
  type DetectedProvider,
  type DetectionTry,
  detectProviders,
  type ProviderDefinition,
} from '@modelport/core';
import type { Wish } from './wish.js';

/** A server that answers, and the definition that recognised it. */
export interface FoundServer extends DetectedProvider {
  readonly definition: ProviderDefinition;
  readonly baseUrl: string;
}

/** The servers that were found, the best first, and where it was looked. */
export interface Search {
  readonly servers: readonly FoundServer[];
  readonly tried: readonly DetectionTry[];
}

/**
 * Looks for servers that one of the definitions recognises: where they usually are, or at certain URLs in place of that.
 */
export async function findServers(
  definitions: readonly ProviderDefinition[],
  urls: readonly string[] | undefined,
  { environment, baseUrl: given }: Pick<Wish, 'environment' | 'baseUrl'>,
): Promise<Search> {
  const registry = createRegistry();
  for (const definition of definitions) registry.register(definition);
  const options = { urls, usualUrls: urls === undefined, services: false, env: environment };
  const { found, tried } = await detectProviders({ registry, ...options });
  const servers = found.map((server) => ({
    ...server,
    definition: registry.get(server.type),
    baseUrl: withUser(server.baseUrl ?? '', given),
  }));
  return { servers, tried };
}

/** Whether a server still loads its model. `undefined`: it no longer answers as what it was. */
export async function isLoading({ definition, baseUrl }: FoundServer): Promise<boolean | undefined> {
  const { servers } = await findServers([definition], [baseUrl], { environment: {} });
  return servers[0] && servers[0].loading === true;
}

/** An address with the user name and password of the one that was given: a probe does not send them. */
function withUser(address: string, given: string | undefined): string {
  const from = URL.parse(given ?? '');
  const url = URL.parse(address);
  if (!url || !from?.username) return address;
  url.username = from.username;
  url.password = from.password;
  return url.href.replace(/\/$/, '');
}
