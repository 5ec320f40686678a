import { type DriverEmbedRequest, type DriverEmbedResponse, ProviderError } from '@modelport/core';
import { asCount, asList, asRecord, asText, decodeBase64Floats } from '@modelport/provider-utils';
import type { WireEmbedBody, WireEmbeddings } from './wire.js';
import { readUsage } from './wire-facts.js';

/** Writes an embedding request. Numbers are asked for, because not every server knows base64. */
export function toEmbedBody(request: DriverEmbedRequest): WireEmbedBody {
  const body: WireEmbedBody = { input: [...request.input], encoding_format: 'float' };
  if (request.model !== undefined) body.model = request.model;
  if (request.dimensions !== undefined) body.dimensions = request.dimensions;
  return body;
}

/**
 * Reads embeddings into the order of the input; base64 is decoded.
 * @throws `RESPONSE_INVALID` where one is missing or is no list of numbers.
 */
export function readEmbeddings(answer: unknown, count: number): DriverEmbedResponse {
  const wire = (asRecord(answer) ?? {}) as WireEmbeddings;
  const embeddings: (readonly number[])[] = [];
  asList<NonNullable<WireEmbeddings['data']>[number] | null>(wire.data).forEach((item, position) => {
    embeddings[asCount(item?.index) ?? position] = readVector(item?.embedding);
  });
  for (let index = 0; index < count; index++) {
    if (embeddings[index] === undefined) throw invalid(`has no embedding for input ${index} of ${count}`);
  }
  const model = asText(wire.model);
  return {
    embeddings: embeddings.slice(0, count),
    ...(asRecord(wire.usage) !== undefined && wire.usage && { usage: readUsage(wire.usage) }),
    ...(model !== undefined && { model }),
  };
}

function readVector(embedding: unknown): readonly number[] {
  if (typeof embedding === 'string') return decodeBase64Floats(embedding);
  if (Array.isArray(embedding) && embedding.every((value) => typeof value === 'number')) return embedding;
  throw invalid('holds an embedding that is no list of numbers');
}

function invalid(what: string): ProviderError {
  return new ProviderError({ code: 'RESPONSE_INVALID', message: `The answer ${what}.` });
}
