import { anything, boolean, type Check, isObject, list, number, oneOf, string } from '../../openai/checks.js';
import { refuse } from '../../openai/refusal.js';

const integer = number({ integer: true });
const strings = list(string());

/** Variables of a chat template; the switch of the thoughts must be a boolean. */
const templateVariables: Check = (value, path) => {
  if (!isObject(value)) refuse(`Invalid type for '${path}': expected an object.`, path, 'invalid_type');
  const { enable_thinking: enabled } = value;
  if (enabled !== undefined) boolean(enabled, `${path}.enable_thinking`);
};

/** What vLLM takes beyond OpenAI: its chat_completion/protocol.py @002032e. */
export const vllmFields: Readonly<Record<string, Check>> = {
  repetition_penalty: number(),
  length_penalty: number(),
  min_tokens: integer,
  stop_token_ids: list(integer),
  include_stop_str_in_output: boolean,
  ignore_eos: boolean,
  skip_special_tokens: boolean,
  truncate_prompt_tokens: integer,
  prompt_logprobs: integer,
  allowed_token_ids: list(integer),
  bad_words: strings,
  echo: boolean,
  add_generation_prompt: boolean,
  continue_final_message: boolean,
  chat_template: string(),
  chat_template_kwargs: templateVariables,
  documents: list(anything),
  mm_processor_kwargs: anything,
  structured_outputs: anything,
  priority: integer,
  request_id: string(),
  session_id: string(),
  return_token_ids: boolean,
  cache_salt: string(),
  include_reasoning: boolean,
  thinking_token_budget: integer,
  vllm_xargs: anything,
};

/** What llama-server 0.7.0 takes beyond OpenAI: its README, "Server-specific params" and `/completion`. */
export const llamaCppFields: Readonly<Record<string, Check>> = {
  n_predict: integer,
  grammar: string(),
  json_schema: anything,
  cache_prompt: boolean,
  id_slot: integer,
  n_keep: integer,
  n_cache_reuse: integer,
  lora: list(anything),
  samplers: strings,
  repeat_penalty: number(),
  repeat_last_n: integer,
  typical_p: number(),
  top_n_sigma: number(),
  dynatemp_range: number(),
  dynatemp_exponent: number(),
  dry_multiplier: number(),
  dry_base: number(),
  dry_allowed_length: integer,
  dry_penalty_last_n: integer,
  dry_sequence_breakers: strings,
  xtc_probability: number(),
  xtc_threshold: number(),
  mirostat: integer,
  mirostat_tau: number(),
  mirostat_eta: number(),
  min_keep: integer,
  ignore_eos: boolean,
  t_max_predict_ms: integer,
  timings_per_token: boolean,
  return_progress: boolean,
  sse_ping_interval: integer,
  chat_template_kwargs: templateVariables,
  reasoning_format: oneOf('none', 'auto', 'deepseek', 'deepseek-legacy'),
  reasoning_control: boolean,
  thinking_budget_tokens: integer,
  add_generation_prompt: boolean,
};
