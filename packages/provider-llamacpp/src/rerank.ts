import { ProviderError, type Usage } from '@modelport/core';
import { readUsage } from '@modelport/provider-openai-compatible/extend';
import { asCount, asList, asRecord, asText, withoutAbsent } from '@modelport/provider-utils';
import { checkInput } from './check-input.js';

/** Documents to put in order by how well they fit a query. */
export interface RerankInput {
  readonly query: string;
  readonly documents: readonly string[];
  /** Gives only so many of the best. Default: all. */
  readonly topN?: number | undefined;
  /** Model of a router. Default: the provider's. */
  readonly model?: string | undefined;
}

/** The documents, the best first. */
export interface RerankResult {
  readonly results: readonly RankedDocument[];
  readonly usage: Usage;
  readonly model?: string;
}

/** One document and how well it fits. */
export interface RankedDocument {
  /** Its place in the input. */
  readonly index: number;
  readonly document: string;
  /** Higher is better; the scale is the model's. */
  readonly relevanceScore: number;
}

/** Writes the body of a `/v1/rerank` request. @throws ProviderError `REQUEST_INVALID` for anything but texts. */
export function toRerankBody(input: RerankInput): Record<string, unknown> {
  const { query, documents, topN } = Object(input) as RerankInput;
  const isList = Array.isArray(documents) && documents.length > 0;
  const areTexts = isList && documents.every((document) => typeof document === 'string');
  checkInput('rerank', typeof query === 'string' && areTexts, '{ query: text, documents: [text, …] }');
  const isCount = topN === undefined || (Number.isInteger(topN) && topN > 0);
  checkInput('rerank', isCount, 'a whole number from 1 as topN');
  return { query, documents, ...(topN !== undefined && { top_n: topN }) };
}

/**
 * Reads the answer of `/v1/rerank`.
 * @throws ProviderError `RESPONSE_INVALID` unless it has one score for each document, or for `topN` of them.
 */
export function readRanking(answer: unknown, { documents, topN = Infinity }: RerankInput): RerankResult {
  const body = asRecord(answer) ?? {};
  const results = asList(body['results']).map((entry): RankedDocument => {
    const result = asRecord(entry) ?? {};
    const index = asCount(result['index']) ?? -1;
    const document = documents[index];
    const relevanceScore = result['relevance_score'];
    if (document === undefined || typeof relevanceScore !== 'number') throw invalid();
    return { index, document, relevanceScore };
  });
  const ranked = new Set(results.map(({ index }) => index));
  if (ranked.size !== results.length || ranked.size !== Math.min(topN, documents.length)) throw invalid();
  return {
    results: results.toSorted((a, b) => b.relevanceScore - a.relevanceScore),
    usage: readUsage(asRecord(body['usage']) ?? {}),
    ...withoutAbsent({ model: asText(body['model']) }),
  };
}

function invalid(): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: 'The answer has not one score for each document. Is baseUrl that of a llama-server?',
  });
}
