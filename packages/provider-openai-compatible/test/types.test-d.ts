// Checked by `tsc --noEmit`; there is nothing to run.
import { Agent } from 'node:https';
import { createProvider, type OptionsOf, type ProviderType, type ProviderTypes } from '@modelport/core';
import type OpenAI from 'openai';
import type { AzureOpenAI, ClientOptions } from 'openai';
import type { createFetch } from '../src/fetch.js';
import type { OpenAIClientLike, PresetOptions } from '../src/index.js';
import '../src/index.js';
import type {
  WireAnswer,
  WireChatBody,
  WireChoice,
  WireDelta,
  WireEmbedBody,
  WireEmbeddings,
  WireMessage,
  WireModel,
  WireResponseFormat,
  WireTool,
  WireUsage,
} from '../src/wire.js';

/** Compiles only where `Given` can be used as `Wanted`. */
type Accepts<Wanted, Given extends Wanted> = Given;

type Sent = OpenAI.Chat.Completions.ChatCompletionCreateParams;
type NonNullish<T> = NonNullable<T>;

// ---------------------------------------------- what we send, the openai package takes

/** OpenAI takes text only from tools. */
type OpenAIMessage =
  | Exclude<WireMessage, { role: 'tool' }>
  | { role: 'tool'; tool_call_id: string; content: string };

export type SentIsAccepted = [
  Accepts<NonNullish<Sent['messages'][number]>, OpenAIMessage>,
  Accepts<NonNullish<Sent['tools']>[number], WireTool>,
  Accepts<Sent['tool_choice'], NonNullish<WireChatBody['tool_choice']>>,
  Accepts<Sent['response_format'], WireResponseFormat>,
  Accepts<Sent['stream_options'], NonNullish<WireChatBody['stream_options']>>,
  Accepts<Sent['reasoning_effort'], NonNullish<WireChatBody['reasoning_effort']>>,
  Accepts<Sent['stop'], NonNullish<WireChatBody['stop']>>,
  Accepts<OpenAI.EmbeddingCreateParams, WireEmbedBody & { model: string }>,
];

/** Fields that go to other servers alone; all others must be OpenAI's, by name and type. */
type Foreign = 'top_k' | 'min_p' | 'reasoning' | 'thinking' | 'chat_template_kwargs';
type OwnField = Exclude<keyof WireChatBody, Foreign>;
export type NamesAreKnown = Accepts<
  keyof OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming,
  OwnField
>;
type Plain = Exclude<OwnField, 'messages' | 'stream'>;
export type FieldsAreAccepted = Accepts<
  Partial<Pick<OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming, Plain>>,
  Pick<WireChatBody, Plain>
>;

// ---------------------------------------------- what OpenAI answers, our types cover

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type Completion = OpenAI.Chat.Completions.ChatCompletion;

export type AnswersAreCovered = [
  Accepts<WireUsage, OpenAI.CompletionUsage>,
  Accepts<WireDelta, Omit<OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta, 'audio'>>,
  Accepts<WireDelta['annotations'], Completion['choices'][number]['message']['annotations']>,
  Accepts<WireChoice['logprobs'], Chunk['choices'][number]['logprobs']>,
  Accepts<Omit<WireAnswer, 'choices'>, Omit<Chunk, 'choices'>>,
  Accepts<Omit<WireAnswer, 'choices'>, Omit<Completion, 'choices'>>,
  Accepts<WireEmbeddings, OpenAI.CreateEmbeddingResponse>,
  Accepts<WireModel, { [Name in keyof OpenAI.Model]: OpenAI.Model[Name] }>,
];

// ---------------------------------------------- clients

export type ClientsFit = [Accepts<OpenAIClientLike, OpenAI>, Accepts<OpenAIClientLike, AzureOpenAI>];

type OwnFetch = ReturnType<typeof createFetch>;
export type OwnFetchFits = [
  Accepts<ClientOptions['fetch'], OwnFetch>,
  Accepts<PresetOptions['fetch'], OwnFetch>,
  Accepts<OwnFetch, typeof globalThis.fetch>,
];

// ---------------------------------------------- the factory

export const type: ProviderType = 'openai-compatible';
export const alias: ProviderType = 'openai_compatible';

createProvider('openai-compatible');
createProvider('openai_compatible', { baseUrl: 'http://localhost:8000/v1', quirks: { streamUsage: false } });

// @ts-expect-error a misspelt option
createProvider('openai-compatible', { baseURL: 'http://localhost:8000/v1' });
// @ts-expect-error a misspelt option under the alias
createProvider('openai_compatible', { apikey: 'k' });
// @ts-expect-error a misspelt quirk
createProvider('openai-compatible', { quirks: { maxTokenField: 'max_tokens' } });
// @ts-expect-error a value that no quirk has
createProvider('openai-compatible', { quirks: { maxTokensField: 'max_length' } });

const provider = createProvider('openai-compatible');
provider
  .chat({ messages: 'Hi', providerOptions: { 'openai-compatible': { verbosity: 'low' } } })
  .catch(() => {});
provider
  .chat({
    messages: 'Hi',
    // @ts-expect-error a misspelt request option
    providerOptions: { 'openai-compatible': { verbose: 'low' } },
  })
  .catch(() => {});
// @ts-expect-error there are no extras
provider.extras.tokenize?.();

// ---------------------------------------------- the presets

/** Each preset and each of its other names is a type of its own. */
export const presetTypes: readonly (keyof ProviderTypes)[] = [
  ...(['openai', 'azure-openai', 'azure_openai', 'azure', 'groq', 'together', 'together-ai'] as const),
  ...(['deepseek', 'mistral', 'xai', 'fireworks', 'cerebras', 'nvidia', 'huggingface'] as const),
  ...(['lmstudio', 'lm-studio', 'lm_studio', 'vllm', 'localai', 'jan', 'koboldcpp'] as const),
];
export type PresetsTakeCommonOptions = Accepts<PresetOptions, OptionsOf<'groq'>>;

createProvider('openai', { apiKey: 'k', organization: 'o', project: 'p' });
createProvider('azure', { resource: 'r', apiVersion: '2024-10-21', apiKey: async () => 'token' });
createProvider('lm_studio', { baseUrl: 'http://127.0.0.1:1234' });
createProvider('groq', { apiKey: 'k', agent: new Agent({ keepAlive: true, maxSockets: 4 }) });
// @ts-expect-error an agent has sockets
createProvider('groq', { apiKey: 'k', agent: { dispatch: () => true } });
// @ts-expect-error a misspelt option
createProvider('groq', { api_key: 'k' });
// @ts-expect-error an option that only Azure has
createProvider('openai', { apiVersion: '2024-10-21' });
// @ts-expect-error an option that only OpenAI has
createProvider('groq', { organization: 'o' });

const groq = createProvider('groq', { apiKey: 'k' });
groq
  .chat({
    messages: 'Hi',
    providerOptions: { groq: { reasoningFormat: 'parsed', serviceTier: 'flex', user: 'u' } },
  })
  .catch(() => {});
groq
  // @ts-expect-error a value that Groq does not have
  .chat({ messages: 'Hi', providerOptions: { groq: { reasoningFormat: 'shown' } } })
  .catch(() => {});
groq
  // @ts-expect-error an option of vLLM
  .chat({ messages: 'Hi', providerOptions: { groq: { chatTemplateKwargs: {} } } })
  .catch(() => {});

const vllm = createProvider('vllm');
vllm
  .chat({
    messages: 'Hi',
    providerOptions: { vllm: { structuredOutputs: { regex: 'a' }, chatTemplateKwargs: { a: 1 } } },
  })
  .catch(() => {});
export const tokens: Promise<readonly number[]> = vllm.extras.tokenize('Hi');

const lmstudio = createProvider('lmstudio');
lmstudio.chat({ messages: 'Hi', providerOptions: { lmstudio: { ttl: 60 } } }).catch(() => {});
export const instance: Promise<{ readonly instanceId: string }> = lmstudio.extras.load('m');
// @ts-expect-error vLLM has no such extra
vllm.extras.load?.('m');
// @ts-expect-error a misspelt input
lmstudio.extras.load({ model: 'm', context: 5 }).catch(() => {});
