import type { Preset } from './preset.js';

/**
 * Services that are said to speak the dialect. Address and name of the key are from their documentation; nothing here was
 * tried against them.
 */
export const unprovenClouds: readonly Preset[] = [
  {
    type: 'mistral',
    aliases: ['mistralai'],
    displayName: 'Mistral',
    location: 'cloud',
    baseUrl: 'https://api.mistral.ai/v1',
    hosts: ['mistral.ai'],
    // Usage comes unasked, and fields that are not known are refused.
    quirks: { streamUsage: false, extraSampling: false },
    documentation: 'https://docs.mistral.ai/api',
  },
  {
    type: 'xai',
    aliases: ['x-ai', 'grok'],
    displayName: 'xAI',
    location: 'cloud',
    baseUrl: 'https://api.x.ai/v1',
    hosts: ['x.ai'],
    quirks: { extraSampling: false },
    documentation: 'https://docs.x.ai',
  },
  {
    type: 'fireworks',
    aliases: ['fireworks-ai'],
    displayName: 'Fireworks AI',
    location: 'cloud',
    baseUrl: 'https://api.fireworks.ai/inference/v1',
    hosts: ['fireworks.ai'],
    documentation: 'https://docs.fireworks.ai',
  },
  {
    type: 'cerebras',
    displayName: 'Cerebras',
    location: 'cloud',
    baseUrl: 'https://api.cerebras.ai/v1',
    hosts: ['cerebras.ai'],
    quirks: { maxTokensField: 'max_completion_tokens', extraSampling: false },
    documentation: 'https://inference-docs.cerebras.ai',
  },
  {
    type: 'nvidia',
    displayName: 'NVIDIA',
    location: 'cloud',
    baseUrl: 'https://integrate.api.nvidia.com/v1',
    hosts: ['api.nvidia.com'],
    documentation: 'https://docs.api.nvidia.com/nim',
  },
  {
    type: 'huggingface',
    aliases: ['hugging-face'],
    displayName: 'Hugging Face',
    location: 'cloud',
    baseUrl: 'https://router.huggingface.co/v1',
    hosts: ['huggingface.co'],
    environment: { apiKey: ['HF_TOKEN', 'HUGGINGFACE_API_KEY'] },
    documentation: 'https://huggingface.co/docs/inference-providers',
  },
];
