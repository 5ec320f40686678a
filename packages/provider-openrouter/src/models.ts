import type { CallContext, Capabilities, DriverModel } from '@modelport/core';
import { type Connection, readModels, type WireModel } from '@modelport/provider-openai-compatible/extend';
import { asCount, asRecord, asText, withoutAbsent } from '@modelport/provider-utils';
import { toWireName } from './wire-names.js';

/** Which models `extras.models()` lists. Left out, that says nothing: OpenRouter lists models that write text. */
export interface OpenRouterModelFilter {
  /** What they make: `text`, `image`, `embeddings`, …, or `all`. */
  readonly outputModalities?: readonly string[] | undefined;
  /** What they take beside text: `image`, `file`, … */
  readonly inputModalities?: readonly string[] | undefined;
  /** Parameters that they know, by their names on the wire: `tools`, `structured_outputs`, … */
  readonly supportedParameters?: readonly string[] | undefined;
  readonly category?: string | undefined;
  /** Words to search for. */
  readonly q?: string | undefined;
  /** Tokens of context that they have at least. */
  readonly context?: number | undefined;
  readonly sort?: string | undefined;
}

/** A list that goes on for ever is none. */
const mostPages = 100;

/**
 * Lists models, all pages of them. A page's link is followed by its query alone: behind a proxy its address would be
 * another one.
 * @throws ProviderError `RESPONSE_INVALID` for what is no list of models.
 */
export async function listModels(
  connection: Connection,
  call: CallContext,
  filter: OpenRouterModelFilter = {},
): Promise<DriverModel[]> {
  const models = new Map<string, DriverModel>();
  let query = toQuery(filter);
  for (let page = 0; page < mostPages; page++) {
    const answer = await connection.json({ path: `/models${query}` }, call);
    for (const model of readModels(answer, readModel)) models.set(model.id, model);
    const next = asText(asRecord(asRecord(answer)?.['links'])?.['next']);
    const nextQuery = next === undefined ? '' : /\?[^#]*/.exec(next)?.[0];
    if (!nextQuery || nextQuery === query) break;
    query = nextQuery;
  }
  return [...models.values()];
}

function toQuery(filter: OpenRouterModelFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined) query.set(toWireName(name), String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}

/** What OpenRouter tells of a model: https://openrouter.ai/docs/overview/models */
export function readModel(model: WireModel): Partial<DriverModel> {
  const { context_length: usable } = asRecord(model['top_provider']) ?? {};
  const pricing = readPricing(model['pricing']);
  return {
    capabilities: readCapabilities(model),
    ...withoutAbsent({ effectiveContextLength: asCount(usable) || undefined, pricing }),
  };
}

/** US dollars per million tokens; absent where OpenRouter names no fixed price. */
export function readPricing(wire: unknown): DriverModel['pricing'] {
  const prices = asRecord(wire) ?? {};
  const pricing = withoutAbsent({
    input: perMillion(prices['prompt']),
    output: perMillion(prices['completion']),
    cachedInput: perMillion(prices['input_cache_read']),
    cacheWriteInput: perMillion(prices['input_cache_write']),
  });
  return Object.keys(pricing).length === 0 ? undefined : pricing;
}

/**
 * A price in US dollars per token, which the wire has as a decimal string, as US dollars per million tokens: the point is
 * moved in the text, so that `0.0000025` is exactly 2.5. `undefined` for what is no price, `-1` ("it depends") among it.
 */
export function perMillion(price: unknown): number | undefined {
  const text = typeof price === 'number' ? String(price) : price;
  if (typeof text !== 'string') return undefined;
  const [, digits, exponent = '0'] = /^(\d+(?:\.\d+)?)(?:e([+-]?\d+))?$/i.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Number(`${digits}e${Number(exponent) + 6}`);
}

/** On the wire, the parameter of each capability; any of several counts. */
const parameters: { readonly [Name in keyof Capabilities]: readonly string[] } = {
  tools: ['tools'],
  toolChoice: ['tool_choice'],
  parallelToolCalls: ['parallel_tool_calls'],
  reasoning: ['reasoning', 'reasoning_effort', 'include_reasoning'],
  temperature: ['temperature'],
  topP: ['top_p'],
  topK: ['top_k'],
  minP: ['min_p'],
  presencePenalty: ['presence_penalty'],
  frequencyPenalty: ['frequency_penalty'],
  maxTokens: ['max_tokens', 'max_completion_tokens'],
  stop: ['stop'],
  seed: ['seed'],
  logprobs: ['logprobs'],
};

/**
 * `supported_parameters` is what any provider of the model knows, so what is not among them is known not to work. Some
 * models do not say: then nothing is known.
 */
export function readCapabilities(model: WireModel): Capabilities {
  const { input_modalities: takes, output_modalities: makes } = asRecord(model['architecture']) ?? {};
  const known = model['supported_parameters'];
  const found: { -readonly [Name in keyof Capabilities]: Capabilities[Name] } = {};
  if (Array.isArray(makes)) {
    found.chat = makes.includes('text');
    found.embeddings = makes.includes('embeddings');
  }
  if (Array.isArray(takes)) {
    found.images = takes.includes('image');
    // PDFs are read by OpenRouter itself, whatever the model.
    if (takes.includes('file')) found.files = true;
  }
  if (!Array.isArray(known) || known.length === 0) return found;
  for (const [name, words = []] of Object.entries(parameters)) {
    found[name as keyof Capabilities] = words.some((word) => known.includes(word));
  }
  // With `response_format` alone there is JSON, but no schema: neither yes nor no.
  if (known.includes('structured_outputs')) found.structuredOutput = true;
  else if (!known.includes('response_format')) found.structuredOutput = false;
  return found;
}
