import type { LMStudioExtras } from './local/lmstudio-extras.js';
import type { VllmExtras } from './local/vllm-extras.js';
import type { AzureOpenAIOptions, OpenAICompatibleOptions, OpenAIOptions, PresetOptions } from './options.js';
import type {
  DeepSeekRequestOptions,
  GroqRequestOptions,
  LMStudioRequestOptions,
  VllmRequestOptions,
} from './presets/request-options.js';
import type { OpenAICompatibleRequestOptions } from './request-options.js';

interface TypeEntry<
  Options extends PresetOptions = PresetOptions,
  RequestOptions extends OpenAICompatibleRequestOptions = OpenAICompatibleRequestOptions,
  Extras extends object = Record<never, never>,
> {
  options: Options;
  requestOptions: RequestOptions;
  extras: Extras;
}

/** Every type and alias of this package with what `createProvider` takes and gives for it. */
export interface PresetTypes {
  'openai-compatible': TypeEntry<OpenAICompatibleOptions>;
  openai_compatible: TypeEntry<OpenAICompatibleOptions>;
  openai: TypeEntry<OpenAIOptions>;
  'azure-openai': TypeEntry<AzureOpenAIOptions>;
  azure_openai: TypeEntry<AzureOpenAIOptions>;
  azure: TypeEntry<AzureOpenAIOptions>;
  groq: TypeEntry<PresetOptions, GroqRequestOptions>;
  together: TypeEntry;
  'together-ai': TypeEntry;
  togetherai: TypeEntry;
  deepseek: TypeEntry<PresetOptions, DeepSeekRequestOptions>;
  mistral: TypeEntry;
  mistralai: TypeEntry;
  xai: TypeEntry;
  'x-ai': TypeEntry;
  grok: TypeEntry;
  fireworks: TypeEntry;
  'fireworks-ai': TypeEntry;
  cerebras: TypeEntry;
  nvidia: TypeEntry;
  huggingface: TypeEntry;
  'hugging-face': TypeEntry;
  lmstudio: TypeEntry<PresetOptions, LMStudioRequestOptions, LMStudioExtras>;
  'lm-studio': TypeEntry<PresetOptions, LMStudioRequestOptions, LMStudioExtras>;
  lm_studio: TypeEntry<PresetOptions, LMStudioRequestOptions, LMStudioExtras>;
  vllm: TypeEntry<PresetOptions, VllmRequestOptions, VllmExtras>;
  localai: TypeEntry;
  'local-ai': TypeEntry;
  jan: TypeEntry;
  koboldcpp: TypeEntry;
  'kobold-cpp': TypeEntry;
}
