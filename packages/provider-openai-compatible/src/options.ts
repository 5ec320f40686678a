import type { CommonOptions } from '@modelport/core';
import type { OpenAIClientLike } from './client.js';
import type { QuirkOverrides } from './quirks.js';

/** Options of `createProvider('openai-compatible', …)`. */
export interface OpenAICompatibleOptions extends CommonOptions {
  /** What error messages call the server. Default: the service's name by its host, else host and port. */
  readonly displayName?: string | undefined;
  /** Organization that is billed, for OpenAI: the header `OpenAI-Organization`. */
  readonly organization?: string | undefined;
  /** Project that is billed, for OpenAI: the header `OpenAI-Project`. */
  readonly project?: string | undefined;
  /** How the server deviates from the dialect, over what is known for its host. */
  readonly quirks?: QuirkOverrides | undefined;
  /**
   * A client of the npm package `openai`. Every exchange goes through it, with its own base URL, key and `fetch`;
   * `baseUrl`, `apiKey` and `fetch` are not used then. Its retries and timeouts are switched off in favour of ours.
   */
  readonly client?: OpenAIClientLike | undefined;
}
