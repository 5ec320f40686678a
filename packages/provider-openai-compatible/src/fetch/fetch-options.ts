import type { FetchLike } from '@modelport/core';
import type { HttpAgent } from '@modelport/provider-utils';

/** How `createFetch()` sends. */
export interface FetchOptions {
  /**
   * Node only: an agent of `node:http` or `node:https`, as the URLs need, that makes and keeps the connections. Default: the
   * pool that all providers share. What goes to the global `fetch` does not use it.
   */
  readonly agent?: HttpAgent | undefined;
}

/** The type of the platform's `fetch`, where it is declared. */
export type PlatformFetch = typeof globalThis extends { fetch: infer Fetch } ? Fetch : FetchLike;
