import type { CommonOptions } from '@modelport/core';

/** Options of `createProvider('acme', …)`. Timers, headers, `fetch` and the like are common to all providers. */
export interface AcmeOptions extends CommonOptions {
  /** Where Acme is. Default `http://127.0.0.1:8080/v1`. */
  readonly baseUrl?: string | undefined;
  /** Default model. */
  readonly model?: string | undefined;
}

/** What only Acme takes with a request: `providerOptions: { acme: { … } }`. */
export interface AcmeRequestOptions {
  /** Who asks, for Acme's own records. */
  readonly user?: string | undefined;
}
