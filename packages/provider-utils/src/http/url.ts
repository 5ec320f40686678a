import { ProviderError } from '@modelport/core';
import { redactUrl } from './redact.js';
import { remember } from './remember.js';

/** Query parameters; those that are `undefined` are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Checks a base URL and returns it trimmed and without slashes at its end. Path, query, user and password are kept.
 * @param setting What to call it in an error. Default `baseUrl`.
 * @throws `SETTING_INVALID` for anything but an absolute `http:` or `https:` URL; a password is not shown.
 */
export function parseBaseUrl(value: string, setting = 'baseUrl'): string {
  return cleaned(value, setting);
}

const cleaned = remember((value, setting: string) => {
  const parsed = parse(value, setting);
  parsed.hash = '';
  parsed.pathname = parsed.pathname.replace(/\/+$/, '');
  // The URL standard insists on a slash after the host.
  return parsed.pathname === '/' && parsed.search === '' ? parsed.href.slice(0, -1) : parsed.href;
});

/**
 * Joins a base URL and a path with exactly one slash; keeps the base's own path and query, which Azure and proxies use.
 * The path is taken as it is: encode what you put into it. It may carry a query of its own.
 * @throws `SETTING_INVALID` for a base that {@link parseBaseUrl} refuses.
 */
export function joinUrl(base: string, path: string, query?: Query): string {
  return query === undefined ? below(base)(path) : join(base, path, query);
}

const below = remember((base) => remember((path) => join(base, path, {})));

function join(base: string, path: string, query: Query): string {
  const url = parse(base, 'baseUrl');
  const [pathname = '', search] = path.trim().split('?', 2);
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${pathname.replace(/^\/+/, '')}`;
  for (const [name, value] of new URLSearchParams(search)) url.searchParams.set(name, value);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
}

function parse(value: string, setting: string): URL {
  const given = value.trim();
  const parsed = URL.parse(given);
  if (given === '') throw invalid(setting, 'is empty', 'http://127.0.0.1:8080');
  // The URL standard drops tabs and line breaks without a word.
  if (/\s/.test(given)) throw invalid(setting, `${shown(given)} holds white space`);
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed;
  if (parsed !== null && given.startsWith(`${parsed.protocol}//`)) {
    throw invalid(setting, `${shown(given)} starts with ${parsed.protocol}//, not with http:// or https://`);
  }
  if (parsed === null && /^https?:/i.test(given)) throw invalid(setting, `${shown(given)} is no valid URL`);
  const guess = `http://${given.replace(/^\/+/, '')}`;
  throw invalid(
    setting,
    `${shown(given)} lacks http:// or https://`,
    URL.canParse(guess) ? guess : undefined,
  );
}

function shown(url: string): string {
  return JSON.stringify(redactUrl(url));
}

function invalid(setting: string, what: string, suggestion?: string): ProviderError {
  const hint = suggestion === undefined ? '' : ` Did you mean "${redactUrl(suggestion)}"?`;
  return new ProviderError({
    code: 'SETTING_INVALID',
    setting,
    message: `${setting} ${what}. Give an absolute http:// or https:// URL.${hint}`,
  });
}
