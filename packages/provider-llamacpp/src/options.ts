import type { CommonOptions } from '@modelport/core';

/**
 * Options of `createProvider('llamacpp', …)`. All are optional: `baseUrl` (default `http://127.0.0.1:9931`) is given with
 * or without `/v1`, an `--api-prefix` belongs to it; `apiKey` is for a server with `--api-key`; `model` is for a router.
 */
export interface LlamaCppOptions extends CommonOptions {}
