import type { AnyDefinition } from '../registry/check-definition.js';

/** A place at which a server may be, and the types that expect theirs there. */
export interface Site {
  /** Scheme, host, port and any path before `/v1`; without a slash at its end. */
  readonly url: string;
  readonly expected: ReadonlySet<AnyDefinition>;
}

/** From this priority on, types recognise a dialect that several kinds of server speak. */
const generic = 900;

/** Whether a type takes any server that speaks its dialect for its own. */
export function isGeneric({ probe }: AnyDefinition): boolean {
  return (probe?.priority ?? Infinity) >= generic;
}

/** What is before the paths that are probed: `http://127.0.0.1:8000` for `http://localhost:8000/v1/`. `undefined`: no URL. */
function siteUrl(text: string): string | undefined {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  // Local servers listen on IPv4; `localhost` may mean IPv6, and a server can listen on `0.0.0.0`, but not be there.
  const host = url.host.replace(/^(localhost\.?|0\.0\.0\.0|\[::\])(?=:|$)/, '127.0.0.1');
  return `${url.protocol}//${host}${url.pathname.replace(/(\/v1)?\/*$/, '')}`;
}

/** The base URL that a type's server has at a site. */
export function baseUrlAt(site: string, { probe }: AnyDefinition): string {
  return site + (URL.parse(probe?.urls[0] ?? '')?.pathname ?? '').replace(/\/$/, '');
}

/** Every place to look at, once. `own` are the addresses that a type expects its server at. */
export function sitesOf(
  definitions: readonly AnyDefinition[],
  own: (definition: AnyDefinition) => readonly string[],
  others: readonly string[],
): readonly Site[] {
  const sites = new Map<string, Set<AnyDefinition>>();
  const expect = (text: string, definition?: AnyDefinition): void => {
    const url = siteUrl(text);
    if (url === undefined) return;
    const expected = sites.get(url) ?? new Set();
    if (definition) expected.add(definition);
    sites.set(url, expected);
  };
  for (const url of others) expect(url);
  for (const definition of definitions) for (const url of own(definition)) expect(url, definition);
  return Array.from(sites, ([url, expected]) => ({ url, expected }));
}

/** The types in the order in which a site is asked for them: those that expect their server there, the rest, the generic. */
export function orderAt({ expected }: Site, definitions: readonly AnyDefinition[]): readonly AnyDefinition[] {
  const turn = (definition: AnyDefinition): number =>
    isGeneric(definition) ? 2 : Number(!expected.has(definition));
  return definitions.toSorted((a, b) => turn(a) - turn(b) || priorityOf(a) - priorityOf(b));
}

/** Lower is preferred. */
export function priorityOf({ probe }: AnyDefinition): number {
  return probe?.priority ?? Infinity;
}

/** Names of this machine and of hosts that only a private network knows, and the addresses of both. */
const nearby = [
  /^[^.:]+$|\.(localhost|local|lan|home|internal|home\.arpa)$/,
  /^(127|10)(\.\d+){3}$|^192\.168(\.\d+){2}$|^172\.(1[6-9]|2\d|3[01])(\.\d+){2}$|^169\.254(\.\d+){2}$|^0\.0\.0\.0$/,
  /^\[(::1?|f[cd].*|fe[89ab].*)\]$/,
];

/** Whether a URL leads to this machine or a private network, as far as its host tells without asking anybody. */
export function isNearby(url: string): boolean {
  const host = URL.parse(url)?.hostname.replace(/\.$/, '') ?? '';
  return nearby.some((pattern) => pattern.test(host));
}
