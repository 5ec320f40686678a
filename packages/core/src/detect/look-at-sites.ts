import type { ProbeAnswer, ProbeMatch } from '../contract.js';
import { ProviderError } from '../errors.js';
import { quietly } from '../quietly.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import type { DetectionTry, DetectOptions } from './detect-providers.js';
import { probeGet } from './probe-get.js';
import { orderAt, type Site } from './sites.js';

/** What came of looking at one site. */
export interface Look extends DetectionTry, Site {
  readonly server?: Identified | undefined;
}

/**
 * Looks at all sites at once, for no longer than the time limit, and leaves no connection behind.
 * @throws ProviderError `ABORTED`.
 */
export async function lookAtSites(
  sites: readonly Site[],
  definitions: readonly AnyDefinition[],
  { timeout = 1_000, signal, fetch }: Pick<DetectOptions, 'timeout' | 'signal' | 'fetch'>,
): Promise<readonly Look[]> {
  const closing = new AbortController();
  const close = (): void => closing.abort();
  const closed = new Promise<void>((resolve) => {
    closing.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const timer = isLimit(timeout) ? setTimeout(close, timeout) : undefined;
  signal?.addEventListener('abort', close, { once: true });
  if (signal?.aborted) close();
  const lookAt = async (site: Site): Promise<Look> => {
    try {
      const server = await identify(orderAt(site, definitions), (path) =>
        probeGet(site.url + path, closing.signal, fetch),
      );
      if (!server) return { ...site, outcome: 'unknown' };
      return { ...site, outcome: 'found', type: server.definition.type, server };
    } catch {
      return { ...site, outcome: 'unreachable' };
    }
  };
  try {
    const looks = sites.map((site) =>
      Promise.race([closed.then((): Look => ({ ...site, outcome: 'timeout' })), lookAt(site)]),
    );
    const all = await Promise.all(looks);
    if (!signal?.aborted) return all;
    const message = 'The detection of providers was aborted.';
    throw new ProviderError({ code: 'ABORTED', message, cause: signal.reason });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', close);
    close();
  }
}

/** A server and the type that recognised it. */
export interface Identified {
  readonly definition: AnyDefinition;
  readonly match: ProbeMatch;
}

/**
 * Lets one type after the other look at a server until one recognises it, and asks for no path twice. `undefined`: it is of
 * none of these types. Rejects where it does not answer at all.
 */
async function identify(
  definitions: readonly AnyDefinition[],
  ask: (path: string) => Promise<ProbeAnswer>,
): Promise<Identified | undefined> {
  const answers = new Map<string, Promise<ProbeAnswer>>();
  let answered = false;
  let failure: { readonly reason: unknown } | undefined;
  const start = async (path: string): Promise<ProbeAnswer> => {
    // Where one path cannot be asked for, no other can.
    if (failure && !answered) throw failure.reason;
    try {
      const answer = await ask(path);
      answered = true;
      return answer;
    } catch (reason) {
      failure = { reason };
      throw reason;
    }
  };
  const get = (path: string): Promise<ProbeAnswer> => {
    const known = answers.get(path);
    if (known) return known;
    const answer = start(path.startsWith('/') ? path : `/${path}`);
    quietly(() => answer);
    answers.set(path, answer);
    return answer;
  };
  for (const definition of definitions) {
    const match = await recognise(definition, get);
    if (match) return { definition, match };
    if (failure && !answered) throw failure.reason;
  }
  return undefined;
}

/** A probe that fails has not recognised the server. */
async function recognise(
  { probe }: AnyDefinition,
  get: (path: string) => Promise<ProbeAnswer>,
): Promise<ProbeMatch | undefined> {
  try {
    return await probe?.identify(get);
  } catch {
    return undefined;
  }
}

/** Whether a number of milliseconds limits anything: `0` and `Infinity` do not, and no timer takes more than a month. */
export function isLimit(milliseconds: number): boolean {
  return milliseconds > 0 && milliseconds < 2 ** 31;
}
