import { joinUrl, parseBaseUrl } from '@modelport/provider-utils';

/** Where llama-server 0.7 listens unless told otherwise. */
export const defaultBaseUrl = 'http://127.0.0.1:9931';

/** Where builds before 0.7 listen, and most guides say it does. */
export const olderBaseUrl = 'http://127.0.0.1:8080';

/** The two trees of routes that llama-server has. */
export interface ServerUrls {
  /** Of its own routes: `/health`, `/props`, `/tokenize`, … */
  readonly root: string;
  /** Of OpenAI's: `/chat/completions`, `/models`, … */
  readonly api: string;
}

/**
 * Finds both from a base URL with or without `/v1` at its end. What precedes it is kept: a path set by `--api-prefix`.
 * @throws ProviderError `SETTING_INVALID` for anything but an absolute `http:` or `https:` URL.
 */
export function serverUrls(baseUrl: string): ServerUrls {
  const url = new URL(parseBaseUrl(baseUrl));
  url.pathname = url.pathname.replace(/\/v1\/?$/, '');
  const root = parseBaseUrl(url.href);
  return { root, api: joinUrl(root, '/v1') };
}
