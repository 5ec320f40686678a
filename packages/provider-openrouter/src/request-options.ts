import type { JsonValue } from '@modelport/core';
import type { OpenRouterProviderPreferences } from './provider-preferences.js';

/**
 * What one request can say to OpenRouter beyond the contract: `providerOptions: { openrouter: { … } }`. Left out,
 * OpenRouter's own default counts. https://openrouter.ai/docs/api-reference/overview
 */
export interface OpenRouterRequestOptions {
  /** Over the preferences of the provider, each for itself. */
  readonly providerPreferences?: OpenRouterProviderPreferences | undefined;
  /** In place of the provider's: models to try in this order when `model` cannot answer. */
  readonly fallbackModels?: readonly string[] | undefined;
  /** What OpenRouter does with the request or the answer: searching the web, reading PDFs, mending JSON. */
  readonly plugins?: readonly OpenRouterPlugin[] | undefined;
  /** Tools that OpenRouter runs itself, beside those of the request: `{ type: 'openrouter:web_search' }`. */
  readonly serverTools?: readonly OpenRouterServerTool[] | undefined;
  /** When the loop of server tools ends; as OpenRouter documents it. */
  readonly stopServerToolsWhen?: JsonValue | undefined;
  /** Legacy form of the plugin `context-compression`: `['middle-out']`, or `[]` to switch it off. */
  readonly transforms?: readonly string[] | undefined;
  /** More on reasoning than the request's own `reasoning` says. */
  readonly reasoning?: OpenRouterReasoning | undefined;
  /** How long the answer should be. */
  readonly verbosity?: 'low' | 'medium' | 'high' | 'xhigh' | 'max' | undefined;

  /** Caches the prompt as far as it stays the same, with models of Anthropic. Single parts are marked by `providerData`. */
  readonly cacheControl?: OpenRouterCacheControl | undefined;
  /** Requests with the same key share a prompt cache. */
  readonly promptCacheKey?: string | undefined;
  /** Requests of one session, up to 256 characters: they go to the same provider while its cache is warm. */
  readonly sessionId?: string | undefined;
  /** Keeps the whole answer, and answers the same request with it: the header `X-OpenRouter-Cache`. */
  readonly responseCache?: boolean | OpenRouterResponseCache | undefined;
  /** Has the answer tell how it was routed, in `providerData`: the header `X-OpenRouter-Metadata`. */
  readonly routerMetadata?: boolean | undefined;

  /** Samples among tokens with at least this share of the likeliest one's probability, squared. */
  readonly topA?: number | undefined;
  /** Penalty of tokens that were there before; 1: none. */
  readonly repetitionPenalty?: number | undefined;
  /** Bias by token id, -100 to 100. */
  readonly logitBias?: Readonly<Record<string, number>> | undefined;
  /** What most of the answer will be, where the model can use it. */
  readonly prediction?: { readonly type: 'content'; readonly content: string } | undefined;
  /** Queue that serves the request, such as `flex` or `priority`. */
  readonly serviceTier?: string | undefined;
  /** What the answer may hold: `['image', 'text']`. */
  readonly modalities?: readonly string[] | undefined;
  /** Of images that the model makes, such as `{ aspectRatio: '16:9' }`. */
  readonly imageConfig?: Readonly<Record<string, JsonValue>> | undefined;

  /** Stable id of your end user, for abuse detection. */
  readonly user?: string | undefined;
  /** Kept with the request in OpenRouter's logs. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** For observability services, under OpenRouter's own names: `{ trace_id, span_name, … }`. */
  readonly trace?: Readonly<Record<string, JsonValue>> | undefined;
  /** Streams only: the request as it went to the model's provider comes back in `providerData`. */
  readonly debug?: { readonly echoUpstreamBody?: boolean | undefined } | undefined;
}

/** A plugin and its settings. Their names may be written as here or as on the wire. */
export interface OpenRouterPlugin {
  readonly id:
    | 'web'
    | 'file-parser'
    | 'response-healing'
    | 'context-compression'
    | 'moderation'
    | (string & {});
  /** `false` switches one off that would be used by default. */
  readonly enabled?: boolean | undefined;
  /** Of `web`. */
  readonly engine?: string | undefined;
  readonly maxResults?: number | undefined;
  readonly searchPrompt?: string | undefined;
  readonly includeDomains?: readonly string[] | undefined;
  readonly excludeDomains?: readonly string[] | undefined;
  /** Of `file-parser`. */
  readonly pdf?: { readonly engine?: string | undefined } | undefined;
  readonly [setting: string]: unknown;
}

/** A tool that OpenRouter runs. The names of its settings may be written in camelCase or as on the wire. */
export interface OpenRouterServerTool {
  readonly type: `openrouter:${string}`;
  readonly parameters?: Readonly<Record<string, JsonValue>> | undefined;
}

/** What OpenRouter knows of reasoning beyond the contract. */
export interface OpenRouterReasoning {
  /** Most tokens of the thoughts. Not together with an effort. */
  readonly maxTokens?: number | undefined;
  /** Has the model think, but leaves its thoughts out of the answer. */
  readonly exclude?: boolean | undefined;
  /** How thoughts are summed up, where only a summary is told. */
  readonly summary?: 'auto' | 'concise' | 'detailed' | undefined;
}

/** Marks where a cached prompt ends. */
export interface OpenRouterCacheControl {
  readonly type: 'ephemeral';
  /** How long it is kept after its last use. OpenRouter's default: `5m`. */
  readonly ttl?: '5m' | '1h' | undefined;
}

/** How whole answers are cached. */
export interface OpenRouterResponseCache {
  /** How long an answer is kept, 1 to 86,400 seconds. OpenRouter's default: 300. */
  readonly ttlSeconds?: number | undefined;
  /** Asks anew, and keeps the new answer. */
  readonly clear?: boolean | undefined;
}

/** Name on the wire of each request option: a field of the body or, in two cases, a header. */
export const requestFields: { readonly [Name in keyof Required<OpenRouterRequestOptions>]: string } = {
  providerPreferences: 'provider',
  fallbackModels: 'models',
  plugins: 'plugins',
  serverTools: 'tools',
  stopServerToolsWhen: 'stop_server_tools_when',
  transforms: 'transforms',
  reasoning: 'reasoning',
  verbosity: 'verbosity',
  cacheControl: 'cache_control',
  promptCacheKey: 'prompt_cache_key',
  sessionId: 'session_id',
  responseCache: 'x-openrouter-cache',
  routerMetadata: 'x-openrouter-metadata',
  topA: 'top_a',
  repetitionPenalty: 'repetition_penalty',
  logitBias: 'logit_bias',
  prediction: 'prediction',
  serviceTier: 'service_tier',
  modalities: 'modalities',
  imageConfig: 'image_config',
  user: 'user',
  metadata: 'metadata',
  trace: 'trace',
  debug: 'debug',
};

/** What one embedding request can say to OpenRouter: `providerOptions: { openrouter: { … } }`. */
export interface OpenRouterEmbedOptions {
  /** Over the preferences of the provider, each for itself. */
  readonly providerPreferences?: OpenRouterProviderPreferences | undefined;
  /** What the embeddings are for, where the model makes a difference: `search_query`, `search_document`, … */
  readonly inputType?: string | undefined;
  /** Requests of one session go to the same provider. */
  readonly sessionId?: string | undefined;
  /** Stable id of your end user, for abuse detection. */
  readonly user?: string | undefined;
}

/** Name on the wire of each option of an embedding request. */
export const embedFields: { readonly [Name in keyof Required<OpenRouterEmbedOptions>]: string } = {
  providerPreferences: 'provider',
  inputType: 'input_type',
  sessionId: 'session_id',
  user: 'user',
};
