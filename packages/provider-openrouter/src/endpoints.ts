import { type CallContext, type Capabilities, type ModelInfo, ProviderError } from '@modelport/core';
import type { Connection } from '@modelport/provider-openai-compatible/extend';
import { asCount, asList, asRecord, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';
import { dataOf } from './account.js';
import { readCapabilities, readPricing } from './models.js';

/** One provider's offer of a model. */
export interface OpenRouterEndpoint {
  readonly name?: string;
  readonly providerName?: string;
  /** Slug for `providerPreferences`, such as `deepinfra/fp8`. */
  readonly tag?: string;
  readonly contextLength?: number;
  readonly maxOutputTokens?: number;
  readonly quantization?: string;
  /** US dollars for a million tokens. */
  readonly pricing?: NonNullable<ModelInfo['pricing']>;
  readonly capabilities: Capabilities;
  /** All that OpenRouter said, under its own names. */
  readonly raw: JsonRecord;
}

/**
 * Asks which providers offer a model, at what price.
 * @throws ProviderError `REQUEST_INVALID` for an id that is not `author/slug`, `MODEL_NOT_FOUND` for one that is not known.
 */
export async function getModelEndpoints(
  connection: Connection,
  model: string,
  call: CallContext,
): Promise<readonly OpenRouterEndpoint[]> {
  const path = typeof model === 'string' ? model.split('/') : [];
  if (path.length !== 2 || path.includes('')) {
    throw new ProviderError({
      code: 'REQUEST_INVALID',
      setting: 'modelEndpoints',
      message: 'extras.modelEndpoints takes the id of a model, such as "openai/gpt-4".',
    });
  }
  const answer = await connection.json(
    { path: `/models/${path.map(encodeURIComponent).join('/')}/endpoints` },
    call,
  );
  return asList(dataOf(answer, 'endpoints')['endpoints']).flatMap((entry) => {
    const raw = asRecord(entry);
    return raw === undefined ? [] : [readEndpoint(raw)];
  });
}

function readEndpoint(raw: JsonRecord): OpenRouterEndpoint {
  return {
    ...withoutAbsent({
      name: asText(raw['name']),
      providerName: asText(raw['provider_name']),
      tag: asText(raw['tag']),
      contextLength: asCount(raw['context_length']),
      maxOutputTokens: asCount(raw['max_completion_tokens']),
      quantization: asText(raw['quantization']),
      pricing: readPricing(raw['pricing']),
    }),
    capabilities: readCapabilities(raw),
    raw,
  };
}
