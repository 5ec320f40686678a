import { type DriverEmbedRequest, type DriverEmbedResponse, ProviderError } from '@modelport/core';
import { asCount, asList, asRecord, asText } from '@modelport/provider-utils';
import { checkModel } from './model-name.js';
import type { ReadRequestOptions } from './request-options.js';
import type { WireEmbedBody } from './wire.js';

/**
 * Writes an embedding request.
 * @throws ProviderError `REQUEST_INVALID` without a model, and for an empty text: Ollama gives no vector for it, or speaks of the context.
 */
export function toEmbedBody(request: DriverEmbedRequest, { model }: ReadRequestOptions): WireEmbedBody {
  const empty = request.input.indexOf('');
  if (empty >= 0) {
    throw new ProviderError({
      code: 'REQUEST_INVALID',
      setting: `input[${empty}]`,
      message: `input[${empty}] is empty: Ollama embeds no empty text. Leave it out.`,
    });
  }
  const body: WireEmbedBody = { model: checkModel(request.model), input: request.input };
  if (request.dimensions !== undefined) body.dimensions = request.dimensions;
  if (Object.keys(model).length > 0) body.options = model;
  return body;
}

/**
 * Reads embeddings, which come in the order of the input.
 * @throws ProviderError `RESPONSE_INVALID` for anything but lists of numbers.
 */
export function readEmbeddings(answer: unknown): DriverEmbedResponse {
  const wire = asRecord(answer) ?? {};
  const model = asText(wire['model']);
  const inputTokens = asCount(wire['prompt_eval_count']);
  return {
    embeddings: asList(wire['embeddings']).map(readVector),
    ...(model !== undefined && { model }),
    ...(inputTokens !== undefined && { usage: { inputTokens, raw: { prompt_eval_count: inputTokens } } }),
  };
}

function readVector(vector: unknown): readonly number[] {
  if (Array.isArray(vector) && vector.every((value) => typeof value === 'number')) return vector;
  throw new ProviderError({
    code: 'RESPONSE_INVALID',
    message: 'The answer holds an embedding that is no list of numbers.',
  });
}
