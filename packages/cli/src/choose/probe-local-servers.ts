import type { ProbeMatch, ProviderDefinition } from '@modelport/core';
import { probeGet } from './probe-get.js';
import { publicUrl } from './public-url.js';

/** A server that answers on this machine, and the definition that recognised it. */
export interface LocalServer {
  readonly definition: ProviderDefinition;
  readonly baseUrl: string;
  readonly match: ProbeMatch;
}

/** Milliseconds for all probes together. */
const patience = 1000;

/**
 * Looks for running servers by the definitions' own probes, all at once and within a second. The best comes
 * first: one that is ready before one that still loads or wants a key, then by the probes' priority.
 * `urls` replaces those of the probes. Each server is listed once.
 */
export async function probeLocalServers(
  definitions: readonly ProviderDefinition[],
  urls?: readonly string[],
): Promise<readonly LocalServer[]> {
  const signal = AbortSignal.timeout(patience);
  const byPriority = definitions.toSorted((a, b) => priorityOf(a) - priorityOf(b));
  const tries = byPriority.flatMap((definition) =>
    urlsFor(definition, urls).map((baseUrl) => identify(definition, baseUrl, signal)),
  );
  const found = (await Promise.all(tries)).filter((server) => server !== undefined);
  const distinct = found.filter((server, at) => found.findIndex((other) => isSame(other, server)) === at);
  return distinct.toSorted((a, b) => obstacles(a) - obstacles(b));
}

/** Whether a server still loads its model. `undefined`: it no longer answers as what it was. */
export async function isLoading({ definition, baseUrl }: LocalServer): Promise<boolean | undefined> {
  const server = await identify(definition, baseUrl, AbortSignal.timeout(patience));
  return server && server.match.loading === true;
}

async function identify(
  definition: ProviderDefinition,
  baseUrl: string,
  signal: AbortSignal,
): Promise<LocalServer | undefined> {
  try {
    const match = await definition.probe?.identify((path) =>
      probeGet(new URL(path, publicUrl(baseUrl)), signal),
    );
    return match && { definition, baseUrl, match };
  } catch {
    return undefined;
  }
}

/** The probe's own URLs, or the given ones with the path that this kind of server has. */
function urlsFor({ probe }: ProviderDefinition, urls: readonly string[] | undefined): readonly string[] {
  if (!probe || !urls) return probe?.urls ?? [];
  const path = URL.parse(probe.urls[0] ?? '')?.pathname ?? '/';
  return urls
    .map((url) => (URL.parse(url)?.pathname === '/' ? new URL(path, url).href : url))
    .map(withoutSlash);
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
const priorityOf = ({ probe }: ProviderDefinition): number => probe?.priority ?? Infinity;
const isSame = (a: LocalServer, b: LocalServer): boolean =>
  URL.parse(a.baseUrl)?.origin === URL.parse(b.baseUrl)?.origin;
const obstacles = ({ match }: LocalServer): number => (match.needsKey ? 2 : 0) + (match.loading ? 1 : 0);
