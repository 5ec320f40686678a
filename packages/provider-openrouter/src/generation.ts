import { type CallContext, ProviderError } from '@modelport/core';
import type { Connection } from '@modelport/provider-openai-compatible/extend';
import { asCount, asFlag, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';
import { dataOf } from './account.js';

/** What to ask of one answer. */
export interface OpenRouterGenerationInput {
  /** `response.id`. */
  readonly id: string;
  /** How long to wait for it to be known, in milliseconds. Default 10,000; 0 asks once. */
  readonly waitMs?: number | undefined;
}

/** What OpenRouter kept of one answer. Token counts are those of the model's own tokenizer. */
export interface OpenRouterGeneration {
  readonly id?: string;
  readonly model?: string;
  /** Who really answered. */
  readonly providerName?: string;
  readonly createdAt?: string;
  /** US dollars. */
  readonly totalCost?: number;
  readonly upstreamInferenceCost?: number;
  readonly isByok?: boolean;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
  readonly cachedInputTokens?: number;
  readonly streamed?: boolean;
  readonly cancelled?: boolean;
  readonly finishReason?: string;
  readonly nativeFinishReason?: string;
  readonly latencyMs?: number;
  readonly generationMs?: number;
  /** All that OpenRouter said, under its own names. */
  readonly raw: JsonRecord;
}

const defaultWaitMs = 10_000;
const firstPauseMs = 250;
const longestPauseMs = 2_000;

/**
 * Asks for what OpenRouter kept of an answer. It is known only shortly after: until then it answers 404, and is asked
 * again after 250 ms, 500 ms, 1 s and then every 2 s.
 * @throws ProviderError `REQUEST_INVALID` where the id is not known within `waitMs`.
 */
export async function getGeneration(
  connection: Connection,
  input: string | OpenRouterGenerationInput,
  call: CallContext,
): Promise<OpenRouterGeneration> {
  const { id, waitMs } = checkInput(input);
  const path = `/generation?id=${encodeURIComponent(id)}`;
  let waited = 0;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return readGeneration(dataOf(await connection.json({ path }, call), 'generation'));
    } catch (error) {
      if (!ProviderError.isInstance(error) || error.status !== 404) throw error;
      if (waited + pause > waitMs) throw unknown(id, waited, error);
    }
    await sleep(pause, call.signal);
    waited += pause;
  }
}

function checkInput(input: string | OpenRouterGenerationInput): { id: string; waitMs: number } {
  const { id, waitMs = defaultWaitMs } = typeof input === 'string' ? { id: input } : (input ?? {});
  if (typeof id === 'string' && id !== '' && typeof waitMs === 'number' && waitMs >= 0) return { id, waitMs };
  throw new ProviderError({
    code: 'REQUEST_INVALID',
    setting: 'generation',
    message: 'extras.generation takes the id of an answer, or { id, waitMs } with a number of milliseconds.',
  });
}

function readGeneration(raw: JsonRecord): OpenRouterGeneration {
  return {
    ...withoutAbsent({
      id: asText(raw['id']),
      model: asText(raw['model']),
      providerName: asText(raw['provider_name']),
      createdAt: asText(raw['created_at']),
      totalCost: asCount(raw['total_cost']),
      upstreamInferenceCost: asCount(raw['upstream_inference_cost']),
      isByok: asFlag(raw['is_byok']),
      inputTokens: asCount(raw['native_tokens_prompt']) ?? asCount(raw['tokens_prompt']),
      outputTokens: asCount(raw['native_tokens_completion']) ?? asCount(raw['tokens_completion']),
      reasoningTokens: asCount(raw['native_tokens_reasoning']),
      cachedInputTokens: asCount(raw['native_tokens_cached']),
      streamed: asFlag(raw['streamed']),
      cancelled: asFlag(raw['cancelled']),
      finishReason: asText(raw['finish_reason']),
      nativeFinishReason: asText(raw['native_finish_reason']),
      latencyMs: asCount(raw['latency']),
      generationMs: asCount(raw['generation_time']),
    }),
    raw,
  };
}

function unknown(id: string, waited: number, cause: ProviderError): ProviderError {
  return new ProviderError({
    code: 'REQUEST_INVALID',
    setting: 'generation',
    status: 404,
    message: `OpenRouter does not know the generation ${JSON.stringify(id)}, after ${waited} ms of waiting. Take the id of a response, with the key that asked for it.`,
    cause,
  });
}

/** Rejects with the signal's reason as soon as that is aborted. */
function sleep(ms: number, signal: CallContext['signal']): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
