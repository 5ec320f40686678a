import { ProviderError } from '@modelport/core';
import { asRecord, withoutAbsent } from '@modelport/provider-utils/define';
import { invalid } from './invalid-option.js';
import type { OpenRouterOptions } from './options.js';

/**
 * The headers by which OpenRouter knows the app that asks.
 * https://openrouter.ai/docs/app-attribution: the name really is `HTTP-Referer`; the title does nothing without it.
 * @throws ProviderError `SETTING_INVALID` for what a header cannot carry, and for categories that are none.
 */
export function attributionHeaders(options: OpenRouterOptions): Record<string, string> {
  const url = headerText('appUrl', options.appUrl);
  const name = headerText('appName', options.appName);
  return withoutAbsent({
    'http-referer': url,
    'x-openrouter-title': name,
    // The older name of the title, which proxies may know.
    'x-title': name,
    'x-openrouter-categories': categories(options.appCategories),
  });
}

function headerText(option: string, text: string | undefined): string | undefined {
  if (text === undefined || /^[ -~]+$/.test(text)) return text;
  throw new ProviderError({
    code: 'SETTING_INVALID',
    setting: option,
    message: `The option "${option}" must be printable ASCII, because a header carries it; ${JSON.stringify(text.slice(0, 100))} is not.`,
  });
}

/** A request may name so many. */
const mostCategories = 2;

function categories(names: readonly string[] | undefined): string | undefined {
  if (names === undefined) return undefined;
  const isCategory = (value: unknown) =>
    typeof value === 'string' && value.length <= 30 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value);
  if (Array.isArray(names) && names.length <= mostCategories && names.every(isCategory))
    return names.length > 0 ? names.join(',') : undefined;
  throw new ProviderError({
    code: 'SETTING_INVALID',
    setting: 'appCategories',
    message: `The option "appCategories" must be a list of at most ${mostCategories} names of a-z, 0-9 and "-", up to 30 characters long, such as "cli-agent".`,
  });
}

/**
 * The headers that request options stand for.
 * https://openrouter.ai/docs/features/response-caching, https://openrouter.ai/docs/features/router-metadata
 * @throws ProviderError `REQUEST_INVALID` for a value that is none.
 */
export function requestHeaders(
  options: Readonly<Record<string, unknown>> | undefined,
): Record<string, string> {
  const { responseCache, routerMetadata } = options ?? {};
  if (routerMetadata !== undefined && typeof routerMetadata !== 'boolean')
    throw invalid('routerMetadata', 'takes true or false');
  return {
    ...(routerMetadata && { 'x-openrouter-metadata': 'enabled' }),
    ...(responseCache !== undefined && cacheHeaders(responseCache)),
  };
}

const longestTtl = 86_400;

function cacheHeaders(cache: unknown): Record<string, string> {
  if (typeof cache === 'boolean') return { 'x-openrouter-cache': String(cache) };
  const settings = asRecord(cache);
  const { ttlSeconds, clear, ...others } = settings ?? {};
  const isClear = clear === undefined || typeof clear === 'boolean';
  if (settings === undefined || Object.keys(others).length > 0 || !isClear)
    throw invalid('responseCache', 'takes true, false or { ttlSeconds, clear }');
  const isTtl = Number.isInteger(ttlSeconds) && Number(ttlSeconds) >= 1 && Number(ttlSeconds) <= longestTtl;
  if (ttlSeconds !== undefined && !isTtl)
    throw invalid('responseCache.ttlSeconds', `takes a whole number from 1 to ${longestTtl}`);
  return withoutAbsent({
    'x-openrouter-cache': 'true',
    'x-openrouter-cache-ttl': ttlSeconds === undefined ? undefined : String(ttlSeconds),
    'x-openrouter-cache-clear': clear ? 'true' : undefined,
  });
}
