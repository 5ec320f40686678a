import type { CallDefaults, CallOptions } from '@modelport/core';
import { checkRecord, kinds, type Rules } from './check-options.js';
import type { TargetConfig } from './targets/target.js';

type CallOptionName = keyof CallDefaults & keyof CallOptions;

/** Options that govern a call. */
const callRules: Rules<CallOptionName> = {
  connectTimeout: kinds.timer,
  firstEventTimeout: kinds.timer,
  idleTimeout: kinds.timer,
  timeout: kinds.timer,
  maxRetries: kinds.retries,
  waitForModel: kinds.flag,
  headers: kinds.headers,
  observe: kinds.function,
};

/** What goes to the model is checked at each call, as if the caller had given it. */
const rules: Rules<keyof CallDefaults> = {
  ...callRules,
  model: kinds.line,
  tools: kinds.anything,
  toolChoice: kinds.anything,
  parallelToolCalls: kinds.anything,
  responseFormat: kinds.anything,
  temperature: kinds.anything,
  topP: kinds.anything,
  topK: kinds.anything,
  minP: kinds.anything,
  presencePenalty: kinds.anything,
  frequencyPenalty: kinds.anything,
  maxTokens: kinds.anything,
  stop: kinds.anything,
  seed: kinds.anything,
  logprobs: kinds.anything,
  reasoning: kinds.anything,
  includeRaw: kinds.anything,
  providerOptions: kinds.anything,
  extraBody: kinds.anything,
};

/**
 * Checks the defaults that a target gives to calls.
 * @throws ProviderError `SETTING_INVALID` naming the option and what is accepted.
 */
export function checkCallDefaults(options: CallDefaults, where: string): void {
  checkRecord(options, rules, where);
}

/** Takes apart what goes to the model and what governs the call. */
export function splitCallDefaults(
  options: CallDefaults = {},
): Pick<TargetConfig, 'requestDefaults' | 'callDefaults'> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const some = (wanted: boolean) => {
    const chosen = given.filter(([name]) => Object.hasOwn(callRules, name) === wanted);
    return chosen.length === 0 ? undefined : Object.fromEntries(chosen);
  };
  return { requestDefaults: some(false), callDefaults: some(true) as CallOptions | undefined };
}
