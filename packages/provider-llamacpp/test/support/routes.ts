import type { FetchLike } from '@modelport/core';
import { loadCapture } from '@modelport/provider-testkit';

/** One answer of a server. */
interface RouteAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: string | object;
}

/** What a server answers: by path, a recorded exchange or an answer made up. Anything else is 404. */
export type Routes = Readonly<Record<string, string | RouteAnswer>>;

/** A `fetch` to such a server. `asked` gets the path and body of each request. */
export function routesFetch(routes: Routes, asked: { path: string; body?: unknown }[] = []): FetchLike {
  return async (url, init) => {
    const { pathname, search } = new URL(url);
    const path = pathname + search;
    asked.push(init.body === undefined ? { path } : { path, body: JSON.parse(init.body) });
    const route = routes[path] ?? { status: 404, body: 'Not Found' };
    if (typeof route === 'string') {
      const { body, status, headers } = loadCapture(`llamacpp/${route}`);
      return new Response(new Uint8Array(body), { status, headers });
    }
    const body = typeof route.body === 'string' ? route.body : JSON.stringify(route.body);
    return new Response(body, { status: route.status ?? 200, headers: route.headers ?? {} });
  };
}
