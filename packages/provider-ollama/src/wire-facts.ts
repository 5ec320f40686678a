import type { FinishReason, Timings, TokenLogprob, Usage } from '@modelport/core';
import { asCount, asList, asRecord, asText } from '@modelport/provider-utils';
import type { WireAnswer } from './wire.js';

/** Log probabilities of the tokens of one line; `undefined` where there are none. */
export function readLogprobs(list: unknown): TokenLogprob[] | undefined {
  if (list === undefined) return undefined;
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
  const usage: Writable<Usage> = { raw: pick(answer, counts) };
  const inputTokens = asCount(answer.prompt_eval_count);
  const outputTokens = asCount(answer.eval_count);
  if (inputTokens !== undefined) usage.inputTokens = inputTokens;
  if (outputTokens !== undefined) usage.outputTokens = outputTokens;
  const isRemote = asText(answer.remote_host) !== undefined || /[-:]cloud$/.test(asText(answer.model) ?? '');
  if (isRemote) usage.cost = null;
  return usage;
}

/** Times on the wire are in nanoseconds. */
export function readTimings(answer: WireAnswer): Timings {
  const timings: Writable<Timings> = { raw: pick(answer, durations) };
  const inputMs = milliseconds(answer.prompt_eval_duration);
  const outputMs = milliseconds(answer.eval_duration);
  const inputRate = perSecond(asCount(answer.prompt_eval_count), inputMs);
  const outputRate = perSecond(asCount(answer.eval_count), outputMs);
  if (inputMs !== undefined) timings.inputMs = inputMs;
  if (outputMs !== undefined) timings.outputMs = outputMs;
  if (inputRate !== undefined) timings.inputTokensPerSecond = inputRate;
  if (outputRate !== undefined) timings.outputTokensPerSecond = outputRate;
  return timings;
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

const counts = ['prompt_eval_count', 'eval_count'] as const;
const durations = ['total_duration', 'load_duration', 'prompt_eval_duration', 'eval_duration'] as const;

/** Those of the fields that are there. One by one: every answer has them, and to filter an object costs ten times as much. */
function pick(answer: WireAnswer, names: readonly (keyof WireAnswer)[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) if (answer[name] !== undefined) picked[name] = answer[name];
  return picked;
}

function milliseconds(nanoseconds: unknown): number | undefined {
  const count = asCount(nanoseconds);
  return count === undefined ? undefined : count / 1e6;
}

function perSecond(tokens: number | undefined, ms: number | undefined): number | undefined {
  return tokens === undefined || ms === undefined || ms === 0 ? undefined : (tokens / ms) * 1_000;
}
