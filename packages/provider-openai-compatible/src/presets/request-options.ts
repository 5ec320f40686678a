import type { OpenAICompatibleRequestOptions } from '../request-options.js';
import type { FieldNames } from './preset.js';

type Own<RequestOptions extends object> = FieldNames<RequestOptions, OpenAICompatibleRequestOptions>;

/** What one request can say to Groq: `providerOptions: { groq: { … } }`. groq-sdk 1.6.0, chat/completions.d.ts. */
export interface GroqRequestOptions extends OpenAICompatibleRequestOptions {
  /** How reasoning comes: in a field of its own, in the text within tags, or not at all. */
  readonly reasoningFormat?: 'parsed' | 'raw' | 'hidden' | undefined;
  /** Whether reasoning comes at all; not beside `reasoningFormat`. */
  readonly includeReasoning?: boolean | undefined;
  /** Queue that serves the request. A full `flex` queue is answered with 498, which is tried again. */
  readonly serviceTier?: 'auto' | 'on_demand' | 'flex' | 'performance' | undefined;
  /** Hands on tool calls that do not fit their schema. */
  readonly disableToolValidation?: boolean | undefined;
  /** Documents that the answer may cite. */
  readonly documents?: readonly object[] | undefined;
  /** Whether citations are made. */
  readonly citationOptions?: 'enabled' | 'disabled' | undefined;
  /** Where the web search of Groq's compound systems looks. */
  readonly searchSettings?: Readonly<Record<string, unknown>> | undefined;
  /** Models and tools of Groq's compound systems. */
  readonly compoundCustom?: Readonly<Record<string, unknown>> | undefined;
}

/** Name on the wire of each request option that Groq has beyond the common ones. */
export const groqFields: Own<Omit<GroqRequestOptions, 'serviceTier'>> = {
  reasoningFormat: 'reasoning_format',
  includeReasoning: 'include_reasoning',
  disableToolValidation: 'disable_tool_validation',
  documents: 'documents',
  citationOptions: 'citation_options',
  searchSettings: 'search_settings',
  compoundCustom: 'compound_custom',
};

/** What one request can say to DeepSeek: `providerOptions: { deepseek: { … } }`. */
export interface DeepSeekRequestOptions extends OpenAICompatibleRequestOptions {
  /** Switches thinking on or off, as the common `reasoning` does. On unless said otherwise. */
  readonly thinking?: { readonly type: 'enabled' | 'disabled' } | undefined;
}

/** Name on the wire of each request option that DeepSeek has beyond the common ones. */
export const deepseekFields: Own<DeepSeekRequestOptions> = { thinking: 'thinking' };

/** What one request can say to LM Studio: `providerOptions: { lmstudio: { … } }`. */
export interface LMStudioRequestOptions extends OpenAICompatibleRequestOptions {
  /** Seconds of rest after which a model that this request loads is unloaded. LM Studio's default is an hour. */
  readonly ttl?: number | undefined;
  /** A small model that drafts for the large one. */
  readonly draftModel?: string | undefined;
}

/** Name on the wire of each request option that LM Studio has beyond the common ones. */
export const lmstudioFields: Own<LMStudioRequestOptions> = { ttl: 'ttl', draftModel: 'draft_model' };

/** What one request can say to vLLM: `providerOptions: { vllm: { … } }`. vLLM, chat_completion/protocol.py @002032e. */
export interface VllmRequestOptions extends OpenAICompatibleRequestOptions {
  /** Above 1 the model repeats itself less. */
  readonly repetitionPenalty?: number | undefined;
  readonly lengthPenalty?: number | undefined;
  /** Fewest tokens of the answer. */
  readonly minTokens?: number | undefined;
  readonly stopTokenIds?: readonly number[] | undefined;
  readonly includeStopStrInOutput?: boolean | undefined;
  /** Goes on after the end-of-text token. */
  readonly ignoreEos?: boolean | undefined;
  readonly skipSpecialTokens?: boolean | undefined;
  /** Keeps only so many of the last tokens of the prompt. */
  readonly truncatePromptTokens?: number | undefined;
  readonly promptLogprobs?: number | undefined;
  readonly allowedTokenIds?: readonly number[] | undefined;
  readonly badWords?: readonly string[] | undefined;
  /** Repeats the last message before the answer. */
  readonly echo?: boolean | undefined;
  readonly addGenerationPrompt?: boolean | undefined;
  /** The last message is the beginning of the answer. */
  readonly continueFinalMessage?: boolean | undefined;
  /** A Jinja template in place of the model's. */
  readonly chatTemplate?: string | undefined;
  /** Values for the model's template; those of `reasoning` are kept beside them. */
  readonly chatTemplateKwargs?: Readonly<Record<string, unknown>> | undefined;
  readonly documents?: readonly Readonly<Record<string, string>>[] | undefined;
  /** Settings of the processor of images and sound. */
  readonly mmProcessorKwargs?: Readonly<Record<string, unknown>> | undefined;
  /** Form of the answer: exactly one of these. The older `guided_*` fields are gone since 0.12. */
  readonly structuredOutputs?: StructuredOutputs | undefined;
  /** Lower is served first, on a server with priority scheduling. */
  readonly priority?: number | undefined;
  /** The same for all requests of one conversation. */
  readonly sessionId?: string | undefined;
  /** Separates the prefix cache from that of others. */
  readonly cacheSalt?: string | undefined;
  readonly includeReasoning?: boolean | undefined;
  /** Most tokens of reasoning. */
  readonly thinkingTokenBudget?: number | undefined;
  readonly returnTokenIds?: boolean | undefined;
  /** Arguments for what extends vLLM. */
  readonly vllmXargs?: Readonly<Record<string, unknown>> | undefined;
}

/** What vLLM can hold an answer to. */
export interface StructuredOutputs {
  readonly json?: object | string | undefined;
  readonly regex?: string | undefined;
  readonly choice?: readonly string[] | undefined;
  readonly grammar?: string | undefined;
  readonly structural_tag?: string | undefined;
}

/** Name on the wire of each request option that vLLM has beyond the common ones. */
export const vllmFields: Own<VllmRequestOptions> = {
  repetitionPenalty: 'repetition_penalty',
  lengthPenalty: 'length_penalty',
  minTokens: 'min_tokens',
  stopTokenIds: 'stop_token_ids',
  includeStopStrInOutput: 'include_stop_str_in_output',
  ignoreEos: 'ignore_eos',
  skipSpecialTokens: 'skip_special_tokens',
  truncatePromptTokens: 'truncate_prompt_tokens',
  promptLogprobs: 'prompt_logprobs',
  allowedTokenIds: 'allowed_token_ids',
  badWords: 'bad_words',
  echo: 'echo',
  addGenerationPrompt: 'add_generation_prompt',
  continueFinalMessage: 'continue_final_message',
  chatTemplate: 'chat_template',
  chatTemplateKwargs: 'chat_template_kwargs',
  documents: 'documents',
  mmProcessorKwargs: 'mm_processor_kwargs',
  structuredOutputs: 'structured_outputs',
  priority: 'priority',
  sessionId: 'session_id',
  cacheSalt: 'cache_salt',
  includeReasoning: 'include_reasoning',
  thinkingTokenBudget: 'thinking_token_budget',
  returnTokenIds: 'return_token_ids',
  vllmXargs: 'vllm_xargs',
};
