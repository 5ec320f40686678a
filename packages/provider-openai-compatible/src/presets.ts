/** The presets as definitions, and how to make more of them. Registers nothing. */
import type { AnyDefinition } from '@modelport/core';
import { azureOpenAIDefinition } from './azure-definition.js';
import { definePreset } from './define-preset.js';
import { groqDefinition } from './groq-definition.js';
import {
  janDefinition,
  koboldcppDefinition,
  lmstudioDefinition,
  localaiDefinition,
  vllmDefinition,
} from './local/definitions.js';
import { openAIDefinition } from './openai-definition.js';
import { allPresets } from './presets/all-presets.js';

export type { PresetParts } from './define-preset.js';
export type { Preset } from './presets/preset.js';
export { allPresets, definePreset };

const withParts: readonly AnyDefinition[] = [
  openAIDefinition,
  azureOpenAIDefinition,
  groqDefinition,
  lmstudioDefinition,
  vllmDefinition,
  localaiDefinition,
  koboldcppDefinition,
  janDefinition,
];

/** The definition of every preset of this package. */
export const presetDefinitions: readonly AnyDefinition[] = /* @__PURE__ */ allPresets.map(
  (preset) => withParts.find(({ type }) => type === preset.type) ?? definePreset(preset),
);
