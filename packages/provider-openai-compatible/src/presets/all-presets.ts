import { azureOpenAI, deepseek, groq, openai, together } from './cloud.js';
import { jan, koboldcpp, lmstudio, localai, vllm } from './local.js';
import type { Preset } from './preset.js';
import { unprovenClouds } from './unproven-cloud.js';

/** The data of every preset of this package. */
export const allPresets: readonly Preset[] = [
  openai,
  azureOpenAI,
  groq,
  together,
  deepseek,
  ...unprovenClouds,
  lmstudio,
  vllm,
  localai,
  jan,
  koboldcpp,
];
