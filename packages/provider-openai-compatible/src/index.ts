import './register.js';

export type { OpenAIClientAnswer, OpenAIClientLike, OpenAIClientRequest } from './client.js';
export { definePreset, type PresetParts } from './define-preset.js';
export { definition } from './definition.js';
export type {
  LMStudioDownload,
  LMStudioExtras,
  LMStudioInstance,
  LMStudioLoadInput,
} from './local/lmstudio-extras.js';
export type { VllmDetokenizeInput, VllmExtras, VllmTokenizeInput } from './local/vllm-extras.js';
export type { PresetDriver, WithoutConnection } from './open-driver.js';
export type { OpenAICompatibleDriver } from './openai-compatible-driver.js';
export type { AzureOpenAIOptions, OpenAICompatibleOptions, OpenAIOptions, PresetOptions } from './options.js';
export type { Preset } from './presets/preset.js';
export type {
  DeepSeekRequestOptions,
  GroqRequestOptions,
  LMStudioRequestOptions,
  StructuredOutputs,
  VllmRequestOptions,
} from './presets/request-options.js';
export type { QuirkOverrides, Quirks } from './quirks.js';
export type { OpenAICompatibleRequestOptions } from './request-options.js';
