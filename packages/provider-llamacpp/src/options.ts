import type { CommonOptions } from '@modelport/core';
import type { HttpAgent } from '@modelport/provider-utils';

/**
 * Options of `createProvider('llamacpp', …)`. All are optional: `baseUrl` (default `http://127.0.0.1:9931`) is given with
 * or without `/v1`, an `--api-prefix` belongs to it; `apiKey` is for a server with `--api-key`; `model` is for a router.
 */
export interface LlamaCppOptions extends CommonOptions {
  /**
   * Node only: an agent of `node:http` or `node:https`, as the base URL needs, that makes and keeps the connections. Default:
   * one pool for the whole process, without a limit. Not beside `fetch`.
   */
  readonly agent?: HttpAgent | undefined;
}
