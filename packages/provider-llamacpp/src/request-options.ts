import type { JsonSchema } from '@modelport/core';

/**
 * What one request can say to llama-server beyond the contract: `providerOptions: { llamacpp: { … } }`. Left out, the
 * server's own default counts. `topK` and `minP` are fields of the request itself.
 */
export interface LlamaCppRequestOptions {
  /** Grammar in GBNF that the answer must follow. Not together with `responseFormat`, `jsonSchema`, or tools that may be called. */
  readonly grammar?: string | undefined;
  /** JSON Schema that the answer must follow, without the checks that `responseFormat` brings; wins over it. */
  readonly jsonSchema?: JsonSchema | undefined;

  /** Most tokens of the answer; `-1`: no limit. Without it `maxTokens` counts. */
  readonly nPredict?: number | undefined;
  /** Goes on where the model would stop. */
  readonly ignoreEos?: boolean | undefined;
  /** Ends the answer after so many milliseconds of writing, once it holds a line break. */
  readonly tMaxPredictMs?: number | undefined;

  /** Reuses what the slot has cached of the prompt. Server's default: true. */
  readonly cachePrompt?: boolean | undefined;
  /** Slot that must answer; `-1`: any. A busy one is waited for. */
  readonly idSlot?: number | undefined;
  /** Tokens of the prompt that are kept when the context is shifted. */
  readonly nKeep?: number | undefined;
  /** Smallest chunk of the cache that is reused by shifting it. */
  readonly nCacheReuse?: number | undefined;
  /** Scales of the LoRA adapters, by their ids. */
  readonly lora?: readonly { readonly id: number; readonly scale: number }[] | undefined;

  /** Names of the samplers, in the order in which they are applied. */
  readonly samplers?: readonly string[] | undefined;
  /** Penalty of tokens that were there before; 1: none. */
  readonly repeatPenalty?: number | undefined;
  /** Tokens that are looked at for `repeatPenalty`; `-1`: the whole context. */
  readonly repeatLastN?: number | undefined;
  /** Locally typical sampling; 1: off. */
  readonly typicalP?: number | undefined;
  /** Keeps tokens within so many standard deviations of the best; `-1`: off. */
  readonly topNSigma?: number | undefined;
  /** Range of the dynamic temperature; 0: off. */
  readonly dynatempRange?: number | undefined;
  readonly dynatempExponent?: number | undefined;
  /** DRY, a penalty of repeated sequences; 0: off. */
  readonly dryMultiplier?: number | undefined;
  readonly dryBase?: number | undefined;
  readonly dryAllowedLength?: number | undefined;
  readonly dryPenaltyLastN?: number | undefined;
  readonly drySequenceBreakers?: readonly string[] | undefined;
  /** XTC, which leaves out the most likely tokens by chance; 0: off. */
  readonly xtcProbability?: number | undefined;
  readonly xtcThreshold?: number | undefined;
  /** Mirostat: 0 off, 1 its first version, 2 its second. */
  readonly mirostat?: 0 | 1 | 2 | undefined;
  readonly mirostatTau?: number | undefined;
  readonly mirostatEta?: number | undefined;
  /** Tokens that every sampler keeps at least. */
  readonly minKeep?: number | undefined;
  /** Bias of tokens, by id or by text; `false`: never that token. */
  readonly logitBias?: readonly (readonly [token: number | string, bias: number | false])[] | undefined;

  /** Variables of the chat template. They win over those that `reasoning` sets. */
  readonly chatTemplateKwargs?: Readonly<Record<string, unknown>> | undefined;
  /** How thoughts are told from text: `none` leaves them in the text. */
  readonly reasoningFormat?: 'none' | 'auto' | 'deepseek' | 'deepseek-legacy' | undefined;
  /** Most tokens of the thoughts; 0: none, `-1`: no limit. */
  readonly thinkingBudgetTokens?: number | undefined;
  /** Lets `POST /v1/chat/completions/control` end the thoughts of this answer early. */
  readonly reasoningControl?: boolean | undefined;
  /** Adds the turn of the assistant to the prompt. Server's default: true. */
  readonly addGenerationPrompt?: boolean | undefined;

  /** Reports how far the prompt has been read, as `progress` events. Default: true. */
  readonly returnProgress?: boolean | undefined;
  /** Reports timings and usage with every token, so that an answer that is cut has them too. */
  readonly timingsPerToken?: boolean | undefined;
  /** Seconds of silence after which the server sends a sign of life; `-1`: never. Server's default: 30. */
  readonly ssePingInterval?: number | undefined;
}

/** Name on the wire of each request option. */
export const requestFields: { readonly [Name in keyof Required<LlamaCppRequestOptions>]: string } = {
  grammar: 'grammar',
  jsonSchema: 'json_schema',
  nPredict: 'n_predict',
  ignoreEos: 'ignore_eos',
  tMaxPredictMs: 't_max_predict_ms',
  cachePrompt: 'cache_prompt',
  idSlot: 'id_slot',
  nKeep: 'n_keep',
  nCacheReuse: 'n_cache_reuse',
  lora: 'lora',
  samplers: 'samplers',
  repeatPenalty: 'repeat_penalty',
  repeatLastN: 'repeat_last_n',
  typicalP: 'typical_p',
  topNSigma: 'top_n_sigma',
  dynatempRange: 'dynatemp_range',
  dynatempExponent: 'dynatemp_exponent',
  dryMultiplier: 'dry_multiplier',
  dryBase: 'dry_base',
  dryAllowedLength: 'dry_allowed_length',
  dryPenaltyLastN: 'dry_penalty_last_n',
  drySequenceBreakers: 'dry_sequence_breakers',
  xtcProbability: 'xtc_probability',
  xtcThreshold: 'xtc_threshold',
  mirostat: 'mirostat',
  mirostatTau: 'mirostat_tau',
  mirostatEta: 'mirostat_eta',
  minKeep: 'min_keep',
  logitBias: 'logit_bias',
  chatTemplateKwargs: 'chat_template_kwargs',
  reasoningFormat: 'reasoning_format',
  thinkingBudgetTokens: 'thinking_budget_tokens',
  reasoningControl: 'reasoning_control',
  addGenerationPrompt: 'add_generation_prompt',
  returnProgress: 'return_progress',
  timingsPerToken: 'timings_per_token',
  ssePingInterval: 'sse_ping_interval',
};

/** What one embedding request can say to llama-server: `providerOptions: { llamacpp: { … } }`. */
export interface LlamaCppEmbedOptions {
  /** Norm to which embeddings are scaled: 2 Euclidean (the server's default), 1 taxicab, 0 largest value, `-1` none. */
  readonly embdNormalize?: number | undefined;
}

/** Name on the wire of each option of an embedding request. */
export const embedFields: { readonly [Name in keyof Required<LlamaCppEmbedOptions>]: string } = {
  embdNormalize: 'embd_normalize',
};
