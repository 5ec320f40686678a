import type { PlatformFetch } from './fetch-options.js';

const builtIn = globalThis.fetch;
const ours = new WeakSet<object>();

/** Makes a function of `createFetch()`: one that may take the place of the global `fetch`, and would then ask itself. */
export function asPlatformFetch(
  send: (input: string | URL | Request, init?: RequestInit) => unknown,
): PlatformFetch {
  ours.add(send);
  return send as PlatformFetch;
}

/** The global `fetch`, looked up at each call so that it can be replaced; but never one of ours. */
export function platformFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { fetch } = globalThis;
  return (ours.has(fetch) ? builtIn : fetch)(input, init);
}
