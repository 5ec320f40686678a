import { joinUrl, parseBaseUrl } from './url.js';

/** The two trees of routes that a local server has. */
export interface ServerUrls {
  /** Of its own routes: `/health`, `/version`, … */
  readonly root: string;
  /** Of OpenAI's: `/chat/completions`, `/models`, … */
  readonly api: string;
}

/**
 * Finds both from a base URL with or without `/v1` at its end. What precedes it is kept: a path set by a proxy.
 * @throws ProviderError `SETTING_INVALID` for anything but an absolute `http:` or `https:` URL.
 */
export function serverUrls(baseUrl: string): ServerUrls {
  const url = new URL(parseBaseUrl(baseUrl));
  url.pathname = url.pathname.replace(/\/v1\/?$/, '');
  const root = parseBaseUrl(url.href);
  return { root, api: joinUrl(root, '/v1') };
}
