import type { ProgressEvent, Timings, Usage } from '@modelport/core';
import type { AnswerExtras } from '@modelport/provider-openai-compatible/extend';
import { asCount, asRecord, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';

/** Reads what llama-server adds to an answer: `timings`, and the `prompt_progress` of a stream. */
export const readAnswerExtras: AnswerExtras = (answer) => {
  const timings = asRecord(answer['timings']);
  const progress = asRecord(answer['prompt_progress']);
  if (timings === undefined && progress === undefined) return undefined;
  return {
    events: progress && readProgress(progress),
    timings: timings && readTimings(timings),
    // Where the server counts for itself (at the end, if asked to), its own usage is read instead.
    usage: timings && asRecord(answer.usage) === undefined ? usageOf(timings) : undefined,
  };
};

/** `processed` includes the tokens that were found in the cache. */
function readProgress(wire: JsonRecord): ProgressEvent[] {
  const processedTokens = asCount(wire['processed']);
  const totalTokens = asCount(wire['total']);
  if (processedTokens === undefined || totalTokens === undefined) return [];
  return [{ type: 'progress', processedTokens, totalTokens }];
}

/** Reads `timings` in milliseconds and tokens per second. */
export function readTimings(wire: JsonRecord): Timings {
  const counts = {
    inputMs: asCount(wire['prompt_ms']),
    outputMs: asCount(wire['predicted_ms']),
    inputTokensPerSecond: asCount(wire['prompt_per_second']),
    outputTokensPerSecond: asCount(wire['predicted_per_second']),
  };
  return { ...withoutAbsent(counts), raw: wire };
}

/** `prompt_n` counts the tokens that were not cached. */
function usageOf(wire: JsonRecord): Usage {
  const read = asCount(wire['prompt_n']);
  const cached = asCount(wire['cache_n']);
  return withoutAbsent({
    inputTokens: read === undefined ? undefined : read + (cached ?? 0),
    outputTokens: asCount(wire['predicted_n']),
    cachedInputTokens: cached,
  });
}
