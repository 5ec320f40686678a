import type { ProviderDefinition } from '@modelport/core';
import { openAzureAwareDriver } from './azure-aware-driver.js';
import { definePreset } from './define-preset.js';
import type { PresetDriver } from './open-driver.js';
import type { OpenAICompatibleOptions, OpenAIOptions } from './options.js';
import { billingSettings } from './preset-settings.js';
import { openai } from './presets/cloud.js';

/** The type `openai`. */
export const openAIDefinition: ProviderDefinition<OpenAIOptions, PresetDriver> = /* @__PURE__ */ definePreset(
  openai,
  {
    settings: billingSettings,
    createDriver: (prepared, options: OpenAIOptions) =>
      openAzureAwareDriver({ ...prepared, headers: billingHeaders(options) }, options),
  },
);

/** The headers that say who is billed. */
export function billingHeaders({ organization, project }: OpenAICompatibleOptions): Record<string, string> {
  return {
    ...(organization !== undefined && { 'openai-organization': organization }),
    ...(project !== undefined && { 'openai-project': project }),
  };
}
