import type { CommonOptions } from '@modelport/core';
import type { HttpAgent } from '@modelport/provider-utils';

/** Where the API is unless an option says otherwise. */
export const defaultBaseUrl = 'https://api.anthropic.com';

/** `max_tokens` where nobody says: what Anthropic advises, and less than any of its models allows. */
export const defaultMaxTokens = 16_000;

/** Options of `createProvider('anthropic', …)`. */
export interface AnthropicOptions extends CommonOptions {
  /** Where the Messages API is, with or without its `/v1`. Default `https://api.anthropic.com`. */
  readonly baseUrl?: string | undefined;
  /** Sent as `x-api-key`. Not needed with `headers`, which may hold an `authorization`; a server without keys takes any. */
  readonly apiKey?: CommonOptions['apiKey'];
  /** Most tokens of an answer where the request does not say: the API insists on a number. Default 16,000. */
  readonly maxTokens?: number | undefined;
  /**
   * Node only: an agent of `node:http` or `node:https`, as the base URL needs, that makes and keeps the connections. Default:
   * one pool for the whole process, without a limit. Not beside `fetch`.
   */
  readonly agent?: HttpAgent | undefined;
}
