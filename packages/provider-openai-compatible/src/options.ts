import type { CommonOptions } from '@modelport/core';
import type { HttpAgent } from '@modelport/provider-utils';
import type { OpenAIClientLike } from './client.js';
import type { QuirkOverrides } from './quirks.js';

/** Options of every preset. */
export interface PresetOptions extends CommonOptions {
  /** What errors and lists call the server. Default: the service's name by its host. */
  readonly displayName?: string | undefined;
  /** How the server deviates from the dialect, over what is known of it. */
  readonly quirks?: QuirkOverrides | undefined;
  /**
   * A client of the npm package `openai`. Every exchange goes through it, with its own base URL, key and `fetch`;
   * `baseUrl`, `apiKey`, `fetch` and `agent` are not used then. Its retries and timeouts are switched off in favour of ours.
   */
  readonly client?: OpenAIClientLike | undefined;
  /**
   * Node only: an agent of `node:http` or `node:https`, as the base URL needs, that makes and keeps the connections. Default:
   * one pool for the whole process, without a limit. Not beside `fetch`.
   */
  readonly agent?: HttpAgent | undefined;
}

/** Options of `createProvider('openai-compatible', …)`. */
export interface OpenAICompatibleOptions extends PresetOptions {
  /** Organization that is billed, for OpenAI: the header `OpenAI-Organization`. */
  readonly organization?: string | undefined;
  /** Project that is billed, for OpenAI: the header `OpenAI-Project`. */
  readonly project?: string | undefined;
}

/** Options of `createProvider('openai', …)`. */
export interface OpenAIOptions extends OpenAICompatibleOptions {}

/**
 * Options of `createProvider('azure-openai', …)`. `model` is the name of a deployment. A function as `apiKey` gives tokens
 * of Entra ID, which are sent as bearer tokens; a key goes in the header `api-key`.
 */
export interface AzureOpenAIOptions extends PresetOptions {
  /** Name of the resource, in place of `baseUrl`: `https://<resource>.openai.azure.com`. */
  readonly resource?: string | undefined;
  /**
   * A dated version such as `2024-10-21` chooses the API of that date, with deployments in the path; `preview` or nothing the
   * API at `/openai/v1`. A base URL that ends in `/v1` stays what it is, whatever the date.
   */
  readonly apiVersion?: string | undefined;
}
