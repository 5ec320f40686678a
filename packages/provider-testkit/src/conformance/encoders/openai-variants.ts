import type { ErrorCode } from '@modelport/core';
import type { Json } from '../../openai/chat-wire.js';
import { type Check, number } from '../../openai/checks.js';
import type { Dialect } from '../../openai/dialect.js';
import { compatible } from '../../openai/dialects/compatible.js';
import { type DialectName, dialects } from '../../openai/dialects.js';
import { type LocalServerKind, localDialects } from '../../servers/start-fake-local-server.js';
import type { AnswerUsage } from '../answer.js';
import type { ReceivedChat, WireGap } from '../wire-encoder.js';
import {
  type FailureWords,
  llamaCppFailures,
  lmStudioFailures,
  localFailures,
  openAIFailures,
  vllmFailures,
} from './openai-failures.js';
import { llamaCppFields, vllmFields } from './openai-fields.js';
import { openAIUsage } from './openai-frames.js';
import { readAnyObject, readLlamaCpp, readTemplateSwitch, readThinking } from './read-openai-variants.js';

/** How the wire of one who imitates OpenAI differs, beyond what the fake of it already says. */
export interface OpenAIVariant {
  /** For people. */
  readonly title: string;
  readonly dialect: Dialect;
  readonly failures: FailureWords;
  /** Failures that an error event can tell apart. Default: those with a label of their own. */
  readonly inStream?: readonly ErrorCode[] | undefined;
  /** Fields of a request that neither OpenAI nor the fake's rules name. */
  readonly fields?: Readonly<Record<string, Check>> | undefined;
  /** Default: what OpenAI's own wire lacks. */
  readonly lacks?: readonly WireGap[] | undefined;
  /** Reads the fields that only this one has. */
  readonly read?: ((chat: ReceivedChat) => ReceivedChat) | undefined;
  /** Writes the counts of an answer. */
  readonly usage?: ((usage: AnswerUsage) => Json) | undefined;
  /** A stream tells usage unasked. */
  readonly tellsUsageUnasked?: true | undefined;
  /** Path of the list of models that its provider asks for first. Default: `models` below the base path. */
  readonly modelsPath?: string | undefined;
  /** Counts the tokens of a request. */
  readonly tokenCount?: { readonly path: string; answer(count: number): Json } | undefined;
  /** The version that its routes tell. */
  readonly version?: string | undefined;
}

/** The wires that `createOpenAIWire()` knows. `compatible` is what most imitations share. */
export type OpenAIWireName = DialectName | LocalServerKind | 'compatible' | 'mistral';

const sampling = { top_k: number({ integer: true }), min_p: number({ min: 0, max: 1 }) };
/** Thoughts come, but what came does not go back. */
const toldThoughts: readonly WireGap[] = ['tool-errors', 'tool-images', 'reasoning-back'];
const thoughtsBothWays: readonly WireGap[] = ['tool-errors', 'tool-images'];
const openAI = { title: 'OpenAI-style SSE', dialect: dialects.openai, failures: openAIFailures };
const contextAndFailure = ['BACKEND_ERROR', 'CONTEXT_LENGTH_EXCEEDED'] as const;

const vllm: OpenAIVariant = {
  title: "vLLM's SSE",
  dialect: dialects.vllm,
  failures: vllmFailures,
  fields: { ...sampling, ...vllmFields },
  lacks: thoughtsBothWays,
  read: readTemplateSwitch,
  usage: (usage) => ({ prompt_tokens_details: null, ...openAIUsage(usage) }),
  version: '0.12.0',
  tokenCount: {
    path: '/tokenize',
    answer: (count) => ({ count, max_model_len: 8192, tokens: Array(count).fill(1), token_strs: null }),
  },
};

const lmStudio: OpenAIVariant = {
  title: "LM Studio's SSE",
  dialect: dialects.lmstudio,
  failures: lmStudioFailures,
  fields: sampling,
  lacks: toldThoughts,
  read: readAnyObject,
  modelsPath: '/api/v1/models',
};

/** A server that runs where its users are, of which no more is known than its fake says. */
const local = (title: string, kind: LocalServerKind, failures = localFailures): OpenAIVariant => ({
  title: `${title}'s SSE`,
  dialect: localDialects[kind],
  failures,
  fields: sampling,
  lacks: toldThoughts,
});

/** Who ignores the model does not miss it. */
const { MODEL_NOT_FOUND: _, ...failuresOfOneModel } = localFailures;

/** The variants by name. */
export const openAIVariants: Readonly<Record<OpenAIWireName, OpenAIVariant>> = {
  openai: openAI,
  compatible: {
    title: 'OpenAI-compatible SSE',
    dialect: compatible,
    failures: openAIFailures,
    fields: sampling,
    lacks: toldThoughts,
  },
  azure: {
    title: "Azure's SSE",
    dialect: dialects.azure,
    failures: { ...openAIFailures, CONTENT_FILTERED: dialects.azure.errors?.['contentFilter'] },
  },
  groq: {
    title: "Groq's SSE",
    dialect: dialects.groq,
    failures: {
      ...openAIFailures,
      INSUFFICIENT_FUNDS: undefined,
      CONTENT_FILTERED: undefined,
      RATE_LIMITED: dialects.groq.errors?.['rateLimited'],
      OVERLOADED: dialects.groq.errors?.['flexCapacity'],
    },
    // An error event has words and nothing else.
    inStream: contextAndFailure,
    lacks: toldThoughts,
    usage: (usage) => dialects.groq.usage?.(openAIUsage(usage)) ?? {},
  },
  together: {
    title: "Together AI's SSE",
    dialect: dialects.together,
    failures: { ...openAIFailures, CONTENT_FILTERED: undefined },
    fields: sampling,
    lacks: toldThoughts,
  },
  deepseek: {
    title: "DeepSeek's SSE",
    dialect: dialects.deepseek,
    failures: {
      ...openAIFailures,
      PERMISSION_DENIED: undefined,
      INSUFFICIENT_FUNDS: dialects.deepseek.errors?.['insufficientBalance'],
      OVERLOADED: dialects.deepseek.errors?.['overloaded'],
      CONTENT_FILTERED: { status: 400, message: 'Content Exists Risk' },
    },
    // Its codes say little, and an error event has no status.
    inStream: [...contextAndFailure, 'INSUFFICIENT_FUNDS', 'CONTENT_FILTERED'],
    lacks: [...thoughtsBothWays, 'schema-facts'],
    read: readThinking,
    usage: ({ cachedInputTokens: cached, ...usage }) => ({
      ...openAIUsage(usage),
      ...(cached !== undefined && {
        prompt_cache_hit_tokens: cached,
        prompt_cache_miss_tokens: usage.inputTokens - cached,
      }),
    }),
  },
  mistral: { ...openAI, title: "Mistral's SSE", tellsUsageUnasked: true },
  vllm,
  'vllm-flat-errors': { ...vllm, title: "Older vLLM's SSE", dialect: dialects['vllm-flat-errors'] },
  lmstudio: lmStudio,
  'lmstudio-0.3': {
    ...lmStudio,
    title: "LM Studio 0.3's SSE",
    dialect: dialects['lmstudio-0.3'],
    modelsPath: '/api/v0/models',
  },
  llamacpp: {
    ...local('llama-server', 'llamacpp', llamaCppFailures),
    inStream: [...contextAndFailure, 'REQUEST_INVALID', 'NOT_SUPPORTED'],
    fields: { ...sampling, ...llamaCppFields },
    lacks: thoughtsBothWays,
    version: 'b11669-fake',
    read: readLlamaCpp,
    tokenCount: {
      path: '/v1/chat/completions/input_tokens',
      answer: (count) => ({ object: 'response.input_tokens', input_tokens: count }),
    },
  },
  localai: { ...local('LocalAI', 'localai'), version: 'v4.11.0' },
  koboldcpp: { ...local('KoboldCpp', 'koboldcpp', failuresOfOneModel), version: '1.117.1' },
  jan: local('Jan', 'jan'),
  'text-generation-webui': local('text-generation-webui', 'text-generation-webui', failuresOfOneModel),
  tabbyapi: local('TabbyAPI', 'tabbyapi', failuresOfOneModel),
  sglang: local('SGLang', 'sglang'),
};
