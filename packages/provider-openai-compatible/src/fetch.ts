import { createPlatformFetch } from '#fetch';
import type { FetchOptions, PlatformFetch } from './fetch/fetch-options.js';

export type { FetchOptions, PlatformFetch } from './fetch/fetch-options.js';

/**
 * Makes a function like `fetch` for a client of the `openai` package or any other. On Node it sends over Modelport's transport:
 * `node:http(s)` with kept-alive sockets and the proxies of the environment. Elsewhere it is the platform's own `fetch`.
 *
 * What has a string or nothing as its body goes that way. There a redirect is followed at most five times and never turns a `POST`
 * into a `GET`, and another host gets no credentials. Answers are read as a `Response` is, but tell of no redirect: their `url`
 * is the address that was asked, and `redirected` is false. There is no timer: a client has its own.
 *
 * All else, such as a form with files, goes to the global `fetch` and by its rules: without the `agent`, over the proxies of the
 * environment only where `NODE_USE_ENV_PROXY` is set, and with headers such as `api-key` to another host.
 * @throws ProviderError `SETTING_INVALID` for an agent that is none, or where there is no `node:http`.
 */
export function createFetch(options: FetchOptions = {}): PlatformFetch {
  return createPlatformFetch(options);
}
