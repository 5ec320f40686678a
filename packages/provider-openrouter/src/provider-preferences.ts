import { ProviderError } from '@modelport/core';
import { asRecord } from '@modelport/provider-utils/define';
import { toWireName, toWireNames } from './wire-names.js';

const quantizations = [
  'int4',
  'int8',
  'fp4',
  'mxfp4',
  'nvfp4',
  'fp6',
  'fp8',
  'mxfp8',
  'fp16',
  'bf16',
  'fp32',
  'unknown',
] as const;
const sortings = ['price', 'throughput', 'latency', 'exacto'] as const;
const partitions = ['model', 'none'] as const;
const priceKinds = ['prompt', 'completion', 'request', 'image', 'audio'] as const;
const percentiles = ['p50', 'p75', 'p90', 'p99'] as const;

/** How the weights of a model are stored. */
export type OpenRouterQuantization = (typeof quantizations)[number];

/** By what providers are put in order; setting it switches load balancing off. */
export type OpenRouterSort = (typeof sortings)[number];

/** A number, which is meant for the median, or one for each percentile. */
export type OpenRouterPercentiles =
  | number
  | { readonly [Percentile in (typeof percentiles)[number]]?: number | undefined };

/**
 * Which providers may answer a request, and in what order. Slugs are those of OpenRouter, `azure` or with a variant
 * `deepinfra/turbo`. https://openrouter.ai/docs/features/provider-routing
 */
export interface OpenRouterProviderPreferences {
  /** Tried first, in this order. Switches load balancing and sticky routing off. */
  readonly order?: readonly string[] | undefined;
  /** No other than these. */
  readonly only?: readonly string[] | undefined;
  /** Never these. */
  readonly ignore?: readonly string[] | undefined;
  /** Whether others may answer when those in `order` cannot. OpenRouter's default: true. */
  readonly allowFallbacks?: boolean | undefined;
  /** Only providers that know every parameter of the request; others drop what they do not know. OpenRouter's default: false. */
  readonly requireParameters?: boolean | undefined;
  /** Whether providers may keep and train on the request. OpenRouter's default: by account. */
  readonly dataCollection?: 'allow' | 'deny' | undefined;
  /** Only endpoints that keep nothing. */
  readonly zdr?: boolean | undefined;
  /** Only models whose text may be used to train others. */
  readonly enforceDistillableText?: boolean | undefined;
  readonly quantizations?: readonly OpenRouterQuantization[] | undefined;
  /** `partition: 'none'` sorts the providers of all models together, those of `fallbackModels` among them. */
  readonly sort?:
    | OpenRouterSort
    | { readonly by: OpenRouterSort; readonly partition?: (typeof partitions)[number] | undefined }
    | undefined;
  /** US dollars for a million tokens, for one request, image or second of audio: dearer providers are left out. */
  readonly maxPrice?:
    | { readonly [Kind in (typeof priceKinds)[number]]?: number | string | undefined }
    | undefined;
  /** Tokens per second that are preferred, not demanded. */
  readonly preferredMinThroughput?: OpenRouterPercentiles | undefined;
  /** Seconds to the first token that are preferred, not demanded. */
  readonly preferredMaxLatency?: OpenRouterPercentiles | undefined;
}

/** What a preference accepts, in words and as a check. */
type Rule = readonly [accepted: string, accepts: (value: unknown) => boolean];

const flag: Rule = ['true or false', (value) => typeof value === 'boolean'];
const slugs: Rule = [
  'a list of provider slugs',
  (value) => Array.isArray(value) && value.every((slug) => typeof slug === 'string' && slug !== ''),
];
const isAmount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isPrice = (value: unknown): boolean =>
  isAmount(value) || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value));
const oneOf = (values: readonly string[], value: unknown): boolean => values.includes(value as string);
const fieldsOf = (value: unknown, names: readonly string[], accepts: (field: unknown) => boolean): boolean =>
  Object.entries(asRecord(value) ?? { '': value }).every(
    ([name, field]) => names.includes(name) && (field === undefined || accepts(field)),
  );
const percentileRule: Rule = [
  `a number, or an object of ${percentiles.join(', ')}`,
  (value) => isAmount(value) || fieldsOf(value, percentiles, isAmount),
];

const rules: { readonly [Name in keyof Required<OpenRouterProviderPreferences>]: Rule } = {
  order: slugs,
  only: slugs,
  ignore: slugs,
  allowFallbacks: flag,
  requireParameters: flag,
  dataCollection: ['"allow" or "deny"', (value) => value === 'allow' || value === 'deny'],
  zdr: flag,
  enforceDistillableText: flag,
  quantizations: [
    `a list of ${quantizations.join(', ')}`,
    (value) => Array.isArray(value) && value.every((entry) => oneOf(quantizations, entry)),
  ],
  sort: [`${sortings.join(', ')}, or { by, partition }`, isSort],
  maxPrice: [
    `prices in US dollars by ${priceKinds.join(', ')}`,
    (value) => fieldsOf(value, priceKinds, isPrice),
  ],
  preferredMinThroughput: percentileRule,
  preferredMaxLatency: percentileRule,
};

function isSort(value: unknown): boolean {
  const { by, partition, ...rest } = asRecord(value) ?? { by: value };
  const known = partition === undefined || oneOf(partitions, partition);
  return oneOf(sortings, by) && known && Object.keys(rest).length === 0;
}

/** Where preferences were given, for errors. */
interface Place {
  readonly code: 'SETTING_INVALID' | 'REQUEST_INVALID';
  readonly setting: string;
}

/**
 * Checks preferences and writes them for the wire. Names in snake_case, as in OpenRouter's docs, are taken as well.
 * @throws ProviderError with the place's code for a preference that is not known, or a value that it does not take.
 */
export function toWirePreferences(preferences: unknown, place: Place): Record<string, unknown> | undefined {
  if (preferences === undefined) return undefined;
  const given = asRecord(preferences);
  if (given === undefined) throw invalid(place, 'Provider preferences are an object.');
  const wire: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const setting = `${place.setting}.${name}`;
    const [known, rule] = Object.entries(rules).find(([rule]) => toWireName(rule) === toWireName(name)) ?? [];
    if (known === undefined || rule === undefined) {
      const candidates = Object.keys(rules);
      const message = `There is no provider preference "${name}". Accepted: ${candidates.join(', ')}.`;
      throw invalid({ ...place, setting }, message, candidates);
    }
    if (value === undefined) continue;
    if (!rule[1](value))
      throw invalid({ ...place, setting }, `The provider preference "${known}" must be ${rule[0]}.`);
    wire[toWireName(known)] = toWireNames(value);
  }
  return wire;
}

function invalid(place: Place, message: string, candidates?: readonly string[]): ProviderError {
  return new ProviderError({ ...place, message, candidates });
}
