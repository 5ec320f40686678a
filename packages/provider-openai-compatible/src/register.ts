import { registerProvider } from '@modelport/core';
import { definition } from './definition.js';
import type { PresetTypes } from './preset-types.js';
import { presetDefinitions } from './presets.js';

declare module '@modelport/core' {
  interface ProviderTypes extends PresetTypes {}
}

registerProvider(definition);
for (const preset of presetDefinitions) registerProvider(preset);
