import type { FinishReason, Usage } from '@modelport/core';

/** Whose ids, finish words, raw usage and errors the mock imitates. */
export type MockFlavour = 'openai' | 'vllm';

/** How a kind of backend writes what Modelport leaves as it is. */
export interface BackendStyle {
  /** Id of the response to request `number`, counted from 1. */
  responseId(number: number): string;
  /** Id of call `index` in that response. */
  callId(number: number, index: number): string;
  /** The backend's word for a finish reason. */
  finishWord(reason: FinishReason): string;
  /** The backend's own usage object. */
  rawUsage(usage: Usage): unknown;
}

const openaiWords: Partial<Record<FinishReason, string>> = {
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
};
const finishWord = (reason: FinishReason): string => openaiWords[reason] ?? reason;
const padded = (length: number, ...numbers: readonly number[]): string =>
  numbers
    .map((number) => number.toString(16))
    .join('0')
    .padStart(length, '0');

const plain: BackendStyle = {
  responseId: (number) => `mock-${number}`,
  callId: (number, index) => `call-${number}-${index + 1}`,
  finishWord: (reason) => reason,
  rawUsage: () => undefined,
};

const openai: BackendStyle = {
  responseId: (number) => `chatcmpl-${padded(29, number)}`,
  callId: (number, index) => `call_${padded(24, number, index)}`,
  finishWord,
  rawUsage: (usage) => ({
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.totalTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedInputTokens ?? 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0, audio_tokens: 0 },
  }),
};

const vllm: BackendStyle = {
  responseId: (number) => `chatcmpl-${padded(32, number)}`,
  callId: (number, index) => `chatcmpl-tool-${padded(32, number, index)}`,
  finishWord,
  rawUsage: (usage) => ({
    prompt_tokens: usage.inputTokens,
    total_tokens: usage.totalTokens,
    completion_tokens: usage.outputTokens,
    prompt_tokens_details: null,
  }),
};

/** The style of a flavour; without one, ids that are easy to read in tests. */
export function backendStyle(flavour: MockFlavour | undefined): BackendStyle {
  if (flavour === undefined) return plain;
  return flavour === 'openai' ? openai : vllm;
}
