import { type JsonValue, ProviderError } from '@modelport/core';
import { asRecord } from '@modelport/provider-utils';
import type { WireBlock, WireEffort, WireThinking } from './wire.js';

/** How the model thinks, in Anthropic's own terms; wins over `reasoning`. */
export type Thinking =
  | { readonly type: 'adaptive'; readonly display?: 'summarized' | 'omitted' | undefined }
  | {
      readonly type: 'enabled';
      /** From 1,024, and less than `maxTokens`. */
      readonly budgetTokens: number;
      readonly display?: 'summarized' | 'omitted' | undefined;
    }
  | { readonly type: 'disabled' };

/** Options of one request, under `providerOptions.anthropic`: https://platform.claude.com/docs/en/api/messages */
export interface AnthropicRequestOptions {
  readonly thinking?: Thinking | undefined;
  /** How much effort the model makes, thinking or not; wins over that of `reasoning`. */
  readonly effort?: WireEffort | undefined;
  /** Marks the end of what can be cached, so that you need not mark a block yourself. */
  readonly cacheControl?: { readonly type: 'ephemeral'; readonly ttl?: '5m' | '1h' | undefined } | undefined;
  /** An opaque id of your user, by which Anthropic finds abuse; no name and no address. */
  readonly metadata?: { readonly userId?: string | undefined } | undefined;
  /** Whether priority capacity may be used. */
  readonly serviceTier?: 'auto' | 'standard_only' | undefined;
  /** Where the model may run. */
  readonly inferenceGeo?: string | undefined;
  /** The container of an earlier answer, or one with skills: `{ id, skills }` as in Anthropic's documentation. */
  readonly container?: string | { readonly [field: string]: JsonValue } | undefined;
  /** Tools that Anthropic runs, as in its documentation: `{ type: 'web_search_20250305', name: 'web_search' }`. */
  readonly serverTools?:
    | readonly { readonly type: string; readonly [field: string]: JsonValue }[]
    | undefined;
  /** Names of betas, sent as `anthropic-beta`. */
  readonly betas?: readonly string[] | undefined;
}

/** What the options put into the request. */
export interface WireOptions {
  readonly thinking?: WireThinking | undefined;
  readonly effort?: WireEffort | undefined;
  readonly serverTools: readonly WireBlock[];
  readonly betas: readonly string[];
  /** Fields of the body that are only handed on. */
  readonly fields: Readonly<Record<string, unknown>>;
}

type Check = readonly [accepts: (value: unknown) => boolean, accepted: string];

const text: Check = [(value) => typeof value === 'string' && value !== '', 'a string'];
const object: Check = [(value) => asRecord(value) !== undefined, 'an object'];
const oneOf = (...values: readonly string[]): Check => [
  (value) => values.includes(value as string),
  values.map((value) => `"${value}"`).join(', '),
];
const listOf = ([accepts, accepted]: Check): Check => [
  (value) => Array.isArray(value) && value.every(accepts),
  `a list, each ${accepted}`,
];
const typed: Check = [
  (value) => typeof asRecord(value)?.['type'] === 'string',
  'an object with a string "type"',
];

const checks: Readonly<Record<keyof AnthropicRequestOptions, Check>> = {
  thinking: [isThinking, '{ type: "adaptive" }, { type: "enabled", budgetTokens } or { type: "disabled" }'],
  effort: oneOf('low', 'medium', 'high', 'xhigh', 'max'),
  cacheControl: typed,
  metadata: object,
  serviceTier: oneOf('auto', 'standard_only'),
  inferenceGeo: text,
  container: [(value) => text[0](value) || object[0](value), 'an id or an object'],
  serverTools: listOf(typed),
  betas: listOf(text),
};

/**
 * Checks the options of a request and puts them in the words of the wire.
 * @throws ProviderError `REQUEST_INVALID` for an option that does not exist, or a value that Anthropic would refuse.
 */
export function readRequestOptions(given: Readonly<Record<string, unknown>> = {}): WireOptions {
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) checkOption(name, value);
  }
  const options = given as AnthropicRequestOptions;
  const userId = options.metadata?.userId;
  return {
    thinking: options.thinking && toWireThinking(options.thinking),
    effort: options.effort,
    serverTools: options.serverTools ?? [],
    betas: options.betas ?? [],
    fields: {
      cache_control: options.cacheControl,
      metadata: userId === undefined ? undefined : { user_id: userId },
      service_tier: options.serviceTier,
      inference_geo: options.inferenceGeo,
      container: options.container,
    },
  };
}

function checkOption(name: string, value: unknown): void {
  const setting = `providerOptions.anthropic.${name}`;
  if (!Object.hasOwn(checks, name)) {
    throw new ProviderError({
      code: 'REQUEST_INVALID',
      setting,
      candidates: Object.keys(checks),
      message: `There is no option ${setting}. Known are ${Object.keys(checks).join(', ')}; put other fields into extraBody.`,
    });
  }
  const [accepts, accepted] = checks[name as keyof typeof checks];
  if (accepts(value)) return;
  throw new ProviderError({
    code: 'REQUEST_INVALID',
    setting,
    message: `${setting} is ${JSON.stringify(value)}. Give ${accepted}.`,
  });
}

function isThinking(value: unknown): boolean {
  const { type, budgetTokens } = asRecord(value) ?? {};
  if (type === 'enabled') return Number.isInteger(budgetTokens) && Number(budgetTokens) >= 1024;
  return type === 'adaptive' || type === 'disabled';
}

function toWireThinking(thinking: Thinking): WireThinking {
  if (thinking.type === 'disabled') return { type: 'disabled' };
  const display = thinking.display && { display: thinking.display };
  if (thinking.type === 'adaptive') return { type: 'adaptive', ...display };
  return { type: 'enabled', budget_tokens: thinking.budgetTokens, ...display };
}
