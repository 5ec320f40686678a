import type { CallContext, DriverRequest } from '@modelport/core';
import type { ModelFacts } from './model-facts.js';

/** The fields of the body that sample. */
export interface WireSampling {
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly top_k?: number | undefined;
}

/**
 * Leaves out, with a warning, what Anthropic would refuse: newer models take no sampling settings, older ones not both
 * `temperature` and `top_p`, and hardly any while they think.
 */
export function toSampling(
  { temperature, topP, topK, model }: DriverRequest,
  facts: ModelFacts,
  thinks: boolean,
  warn: CallContext['warn'],
): WireSampling {
  const given = { temperature, top_p: topP, top_k: topK };
  if (!facts.isClaude) return given;
  const ignore = (setting: string, why: string): undefined => {
    warn({ code: 'unsupported-setting', setting, message: `${setting} was ignored: ${why}` });
  };
  const least = facts.takesSampling ? 0.95 : 0.99;
  if (!facts.takesSampling || thinks) {
    const why = facts.takesSampling
      ? 'Claude does not take it while it thinks.'
      : `the model "${model ?? ''}" does not take it.`;
    return {
      temperature: temperature === undefined || temperature === 1 ? temperature : ignore('temperature', why),
      top_p: topP === undefined || topP >= least ? topP : ignore('topP', why),
      top_k: topK === undefined ? topK : ignore('topK', why),
    };
  }
  if (temperature === undefined || topP === undefined) return given;
  return { ...given, top_p: ignore('topP', 'Claude does not take it beside temperature.') };
}
