import { hostMatches, remember } from '@modelport/provider-utils/define';
import { allPresets } from './presets/all-presets.js';
import type { Quirks } from './quirks.js';

/** A public service that speaks the dialect. */
export interface KnownHost {
  /** Host name, or the end of one: `openai.azure.com` is also `my-resource.openai.azure.com`. */
  readonly host: string;
  /** What messages and lists call it. */
  readonly name: string;
  readonly quirks: Partial<Quirks>;
}

/** Services that are recognised by the end of their host name: those of the presets, and OpenRouter, which has a package. */
export const quirksByHost: readonly KnownHost[] = [
  // https://openrouter.ai/docs/use-cases/reasoning-tokens: `reasoning` is an object and comes back as text.
  { host: 'openrouter.ai', name: 'OpenRouter', quirks: { reasoning: 'object', reasoningBack: 'reasoning' } },
  ...allPresets.flatMap(({ hosts = [], displayName: name, quirks = {} }) =>
    hosts.map((host) => ({ host, name, quirks })),
  ),
];

/** The known service behind a base URL, by whole labels of the host name, never by a substring. */
export function findHost(baseUrl: string): KnownHost | undefined {
  return foundAt(baseUrl).host;
}

const foundAt = remember((baseUrl) => ({
  host: quirksByHost.find(({ host }) => hostMatches(baseUrl, host)),
}));

/** What messages call the server behind a base URL: the service's name, else its host and port. */
export function nameServer(baseUrl: string): string {
  return findHost(baseUrl)?.name ?? URL.parse(baseUrl)?.host ?? 'the server';
}
