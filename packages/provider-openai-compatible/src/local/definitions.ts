import type { ProviderDefinition } from '@modelport/core';
import { serverUrls } from '@modelport/provider-utils/define';
import { definePreset } from '../define-preset.js';
import { openDriver, type PresetDriver, type WithoutConnection } from '../open-driver.js';
import type { OpenAICompatibleDriverOptions } from '../openai-compatible-driver.js';
import type { PresetOptions } from '../options.js';
import { jan, koboldcpp, lmstudio, localai, vllm } from '../presets/local.js';
import type { LMStudioDriver } from './lmstudio-driver.js';
import { janProbe, koboldcppProbe, lmstudioProbe, localaiProbe, vllmProbe } from './probes.js';
import type { VllmDriver } from './vllm-driver.js';

/** The type `lmstudio`. */
export const lmstudioDefinition: ProviderDefinition<
  PresetOptions,
  WithoutConnection<LMStudioDriver>
> = /* @__PURE__ */ definePreset(lmstudio, {
  probe: lmstudioProbe,
  createDriver: (prepared) =>
    openDriver<LMStudioDriver>(
      atApi(prepared),
      { extras: { load: true, unload: true, download: true, downloadStatus: true } },
      async (options) => {
        const { createLMStudioDriver } = await import('./lmstudio-driver.js');
        return createLMStudioDriver(options);
      },
    ),
});

/** The type `vllm`. */
export const vllmDefinition: ProviderDefinition<
  PresetOptions,
  WithoutConnection<VllmDriver>
> = /* @__PURE__ */ definePreset(vllm, {
  probe: vllmProbe,
  createDriver: (prepared) =>
    openDriver<VllmDriver>(
      atApi(prepared),
      { calls: ['countTokens'], extras: { tokenize: true, detokenize: true, metrics: true } },
      async (options) => {
        const { createVllmDriver } = await import('./vllm-driver.js');
        return createVllmDriver(options);
      },
    ),
});

/** The type `localai`. */
export const localaiDefinition: ProviderDefinition<PresetOptions, PresetDriver> =
  /* @__PURE__ */ definePreset(localai, {
    probe: localaiProbe,
    createDriver: (prepared) =>
      openDriver(atApi(prepared), {}, async (options) => {
        const { createLocalAIDriver } = await import('./other-drivers.js');
        return createLocalAIDriver(options);
      }),
  });

/** The type `koboldcpp`. */
export const koboldcppDefinition: ProviderDefinition<PresetOptions, PresetDriver> =
  /* @__PURE__ */ definePreset(koboldcpp, {
    probe: koboldcppProbe,
    createDriver: (prepared) =>
      openDriver(atApi(prepared), {}, async (options) => {
        const { createKoboldCppDriver } = await import('./other-drivers.js');
        return createKoboldCppDriver(options);
      }),
  });

/** The type `jan`. */
export const janDefinition: ProviderDefinition<PresetOptions, PresetDriver> = /* @__PURE__ */ definePreset(
  jan,
  {
    probe: janProbe,
    createDriver: (prepared) => openDriver(isBare(prepared.baseUrl) ? atApi(prepared) : prepared),
  },
);

/** At the routes of OpenAI's API, whichever of the two trees the base URL names. */
function atApi(prepared: OpenAICompatibleDriverOptions): OpenAICompatibleDriverOptions {
  return { ...prepared, baseUrl: serverUrls(prepared.baseUrl).api };
}

/** Jan's `/v1` may be another prefix: only an address without any path gets it. */
function isBare(baseUrl: string): boolean {
  return /^https?:\/\/[^/]+\/?$/.test(baseUrl);
}
