import type { ProviderDefinition } from '@modelport/core';
import { definePreset } from '../define-preset.js';
import type { OpenAICompatibleDriver } from '../openai-compatible-driver.js';
import type { PresetOptions } from '../options.js';
import { jan, koboldcpp, lmstudio, localai, vllm } from '../presets/local.js';
import { createLMStudioDriver, type LMStudioDriver } from './lmstudio-driver.js';
import { createJanDriver, createKoboldCppDriver, createLocalAIDriver } from './other-drivers.js';
import { janProbe, koboldcppProbe, lmstudioProbe, localaiProbe, vllmProbe } from './probes.js';
import { createVllmDriver, type VllmDriver } from './vllm-driver.js';

/** The type `lmstudio`. */
export const lmstudioDefinition: ProviderDefinition<PresetOptions, LMStudioDriver> = definePreset(lmstudio, {
  probe: lmstudioProbe,
  createDriver: createLMStudioDriver,
});

/** The type `vllm`. */
export const vllmDefinition: ProviderDefinition<PresetOptions, VllmDriver> = definePreset(vllm, {
  probe: vllmProbe,
  createDriver: createVllmDriver,
});

/** The type `localai`. */
export const localaiDefinition: ProviderDefinition<PresetOptions, OpenAICompatibleDriver> = definePreset(
  localai,
  { probe: localaiProbe, createDriver: createLocalAIDriver },
);

/** The type `koboldcpp`. */
export const koboldcppDefinition: ProviderDefinition<PresetOptions, OpenAICompatibleDriver> = definePreset(
  koboldcpp,
  { probe: koboldcppProbe, createDriver: createKoboldCppDriver },
);

/** The type `jan`. */
export const janDefinition: ProviderDefinition<PresetOptions, OpenAICompatibleDriver> = definePreset(jan, {
  probe: janProbe,
  createDriver: createJanDriver,
});
