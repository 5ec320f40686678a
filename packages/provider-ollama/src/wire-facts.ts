import type { FinishReason, Timings, TokenLogprob, Usage } from '@modelport/core';
import { asCount, asList, asRecord, asText, withoutAbsent } from '@modelport/provider-utils';
import type { WireAnswer } from './wire.js';

/** Log probabilities of the tokens of one line; `undefined` where there are none. */
export function readLogprobs(list: unknown): TokenLogprob[] | undefined {
  const logprobs = asList(list).flatMap((entry) => {
    const read = readLogprob(entry);
    if (read === undefined) return [];
    const alternatives = asList(asRecord(entry)?.['top_logprobs']).flatMap(
      (other) => readLogprob(other) ?? [],
    );
    return [alternatives.length > 0 ? { ...read, alternatives } : read];
  });
  return logprobs.length > 0 ? logprobs : undefined;
}

function readLogprob(entry: unknown): { token: string; logprob: number } | undefined {
  const { token, logprob } = asRecord(entry) ?? {};
  return typeof token === 'string' && typeof logprob === 'number' ? { token, logprob } : undefined;
}

/** Ollama says `stop` also where tools were called. Older servers gave no reason. */
export function readFinishReason(reason: string | undefined, hasCalls: boolean): FinishReason {
  if (reason === 'length') return 'length';
  if (hasCalls) return 'tool-calls';
  return reason === undefined || reason === 'stop' ? 'stop' : 'other';
}

/**
 * A count that is 0 is left out on the wire, but so is that of a cached prompt by older servers: what is missing stays
 * unknown. What another server computed is not free, as the work of a local one is.
 */
export function readUsage(answer: WireAnswer): Usage {
  const { prompt_eval_count, eval_count } = answer;
  const isRemote = asText(answer.remote_host) !== undefined || /[-:]cloud$/.test(asText(answer.model) ?? '');
  return {
    ...withoutAbsent({ inputTokens: asCount(prompt_eval_count), outputTokens: asCount(eval_count) }),
    ...(isRemote && { cost: null }),
    raw: withoutAbsent({ prompt_eval_count, eval_count }),
  };
}

/** Times on the wire are in nanoseconds. */
export function readTimings(answer: WireAnswer): Timings {
  const { total_duration, load_duration, prompt_eval_duration, eval_duration } = answer;
  const inputMs = milliseconds(prompt_eval_duration);
  const outputMs = milliseconds(eval_duration);
  return {
    ...withoutAbsent({
      inputMs,
      outputMs,
      inputTokensPerSecond: perSecond(asCount(answer.prompt_eval_count), inputMs),
      outputTokensPerSecond: perSecond(asCount(answer.eval_count), outputMs),
    }),
    raw: withoutAbsent({ total_duration, load_duration, prompt_eval_duration, eval_duration }),
  };
}

function milliseconds(nanoseconds: unknown): number | undefined {
  const count = asCount(nanoseconds);
  return count === undefined ? undefined : count / 1e6;
}

function perSecond(tokens: number | undefined, ms: number | undefined): number | undefined {
  return tokens === undefined || ms === undefined || ms === 0 ? undefined : (tokens / ms) * 1_000;
}
