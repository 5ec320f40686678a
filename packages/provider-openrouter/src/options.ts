import type { CommonOptions } from '@modelport/core';
import type { HttpAgent } from '@modelport/provider-utils';
import type { OpenRouterProviderPreferences } from './provider-preferences.js';

/** Where OpenRouter is. */
export const defaultBaseUrl = 'https://openrouter.ai/api/v1';

/**
 * Options of `createProvider('openrouter', …)`. A key is required: `apiKey`, or an `authorization` header of your own.
 * `baseUrl` is for proxies and tests.
 */
export interface OpenRouterOptions extends CommonOptions {
  /** URL of your app, by which OpenRouter knows it: the header `HTTP-Referer`. Without it there is no attribution. */
  readonly appUrl?: string | undefined;
  /** Name of your app in OpenRouter's rankings: the headers `X-OpenRouter-Title` and, as of old, `X-Title`. */
  readonly appName?: string | undefined;
  /** Up to two categories of your app, such as `cli-agent`: the header `X-OpenRouter-Categories`. */
  readonly appCategories?: readonly string[] | undefined;
  /** Which of a model's providers may answer, and in what order. A request can change single preferences. */
  readonly providerPreferences?: OpenRouterProviderPreferences | undefined;
  /** Models that OpenRouter tries in this order when `model` cannot answer. Who answered is in `response.model`. */
  readonly fallbackModels?: readonly string[] | undefined;
  /**
   * Node only: an agent of `node:http` or `node:https`, as the base URL needs, that makes and keeps the connections. Default:
   * one pool for the whole process, without a limit. Not beside `fetch`.
   */
  readonly agent?: HttpAgent | undefined;
}
