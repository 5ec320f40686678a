import { type DetectionTry, getDefinition, listDefinitions, type ProviderDefinition } from '@modelport/core';
import { UsageError } from '../arguments.js';
import { closest } from '../closest.js';
import { useHostedService } from './choose-hosted-service.js';
import { chooseAmong } from './choose-local-server.js';
import { probeUrls, readSetting } from './environment.js';
import { keyFor } from './key-for.js';
import { loadProviders, serverTypes } from './load-providers.js';
import { openProvider } from './open-provider.js';
import { publicUrl } from './public-url.js';
import { askedBy, type Choice, type Wish } from './wish.js';

/**
 * A provider for `--provider TYPE`, `--base-url URL` or both. A server that answers is recognised, waited for
 * while it loads, and asked for its model; any other address is taken as OpenAI-compatible. A service needs its key; a
 * server of a type is where the environment says, if it does.
 * @throws UsageError for an unknown type or a server that cannot be used, or ProviderError for a wrong URL.
 */
export async function chooseType(given: Wish): Promise<Choice> {
  const { provider, environment } = given;
  const definitions = await definitionsFor(provider);
  const [first] = definitions;
  const asked = provider === undefined ? undefined : first;
  if (asked?.location === 'cloud') return useHostedService(asked, given);
  const baseUrl = given.baseUrl ?? (asked && readSetting(environment, asked, 'baseUrl'));
  const wish = { ...given, baseUrl };
  const urls = baseUrl === undefined ? probeUrls(environment) : localUrls(baseUrl);
  const { choice, unusable, tried } = await chooseAmong(definitions, urls, wish);
  if (choice) return choice;
  if (unusable.length > 0) throw new UsageError(`${unusable.join('; ')}.`);
  if (baseUrl !== undefined) return useAddress(baseUrl, wish);
  throw new UsageError(nothingAt(tried, provider));
}

/** Makes a provider for an address at which no known server was found, or at which none is looked for. */
async function useAddress(baseUrl: string, wish: Wish): Promise<Choice> {
  const { provider: type = 'openai-compatible' } = wish;
  const apiKey = keyFor(type, baseUrl, wish);
  const provider = await openProvider(getDefinition(type), wish, { baseUrl, apiKey });
  if (!provider)
    throw new UsageError(`${publicUrl(baseUrl)} lists no model to chat with. Name one with --model NAME.`);
  return { provider, summary: `Using ${provider.model} at ${publicUrl(baseUrl)}${askedBy(wish)}.` };
}

/** Says where a server was looked for, and what answers there in its place. */
function nothingAt(tried: readonly DetectionTry[], type: string | undefined): string {
  const urls = (some: readonly DetectionTry[]): string => some.map(({ url }) => publicUrl(url)).join(', ');
  const others = tried.filter(({ outcome }) => outcome === 'unknown');
  return [
    `No server of type ${type} answers on this machine.`,
    tried.length > 0 ? `Looked at ${urls(tried)}.` : 'MODELPORT_PROBE_URLS names no place to look at.',
    ...(others.length > 0 ? [`What answers at ${urls(others)} is something else.`] : []),
    'Start one, or give its address with --base-url URL.',
  ].join(' ');
}

async function definitionsFor(type: string | undefined): Promise<readonly ProviderDefinition[]> {
  await loadProviders(...(type === undefined ? serverTypes : [type]));
  if (type === undefined) return listDefinitions();
  try {
    return [getDefinition(type)];
  } catch {
    const names = listDefinitions().map((definition) => definition.type);
    const meant = closest(type, names);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    throw new UsageError(`There is no provider "${type}".${hint} It is one of ${names.join(', ')}.`);
  }
}

/** An address on the open internet is not probed: it is used as it is. */
function localUrls(baseUrl: string): readonly string[] {
  return URL.parse(baseUrl)?.protocol === 'http:' ? [baseUrl] : [];
}
