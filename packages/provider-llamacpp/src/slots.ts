import { asCount, asList, asRecord, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';

/** One of the places in which a server answers requests. */
export interface LlamaCppSlot {
  readonly id: number;
  /** Whether it works on a request now. */
  readonly isProcessing: boolean;
  /** Tokens that a request in it can use. */
  readonly contextLength?: number;
  /** Number of the request that it works on, or worked on last. */
  readonly taskId?: number;
  /** Tokens of that request's prompt, and how many were read or found in the cache. */
  readonly promptTokens?: number;
  readonly processedPromptTokens?: number;
  readonly cachedPromptTokens?: number;
  /** All that the server said: the sampling parameters are in `params`. */
  readonly raw: { readonly [name: string]: unknown };
}

/** Reads the answer of `/slots`. */
export function readSlots(answer: unknown): LlamaCppSlot[] {
  return asList(answer).map((entry, index) => readSlot(asRecord(entry) ?? {}, index));
}

function readSlot(raw: JsonRecord, index: number): LlamaCppSlot {
  return {
    id: asCount(raw['id']) ?? index,
    isProcessing: raw['is_processing'] === true,
    ...withoutAbsent({
      contextLength: asCount(raw['n_ctx']),
      taskId: asCount(raw['id_task']),
      promptTokens: asCount(raw['n_prompt_tokens']),
      processedPromptTokens: asCount(raw['n_prompt_tokens_processed']),
      cachedPromptTokens: asCount(raw['n_prompt_tokens_cache']),
    }),
    raw,
  };
}
