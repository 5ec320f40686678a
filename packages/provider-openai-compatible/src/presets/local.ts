import type { Preset } from './preset.js';
import { lmstudioFields, vllmFields } from './request-options.js';

/** https://lmstudio.ai */
export const lmstudio: Preset = {
  type: 'lmstudio',
  aliases: ['lm-studio', 'lm_studio'],
  displayName: 'LM Studio',
  location: 'local',
  baseUrl: 'http://127.0.0.1:1234/v1',
  environment: {
    baseUrl: ['LMSTUDIO_BASE_URL', 'LM_STUDIO_BASE_URL'],
    apiKey: ['LM_API_TOKEN', 'LMSTUDIO_API_KEY'],
  },
  // `json_object` is answered with 400, and so is a tool by name: lmstudio-ai/lmstudio-bug-tracker #189 and #670.
  quirks: { responseFormat: 'json_schema', toolChoice: 'words' },
  requestFields: lmstudioFields,
  proven: true,
  documentation: 'https://lmstudio.ai/docs/developer',
};

/** https://vllm.ai */
export const vllm: Preset = {
  type: 'vllm',
  displayName: 'vLLM',
  location: 'local',
  baseUrl: 'http://127.0.0.1:8000/v1',
  // vllm-project/vllm, chat_completion/protocol.py @002032e: all efforts are taken, and earlier reasoning under either name.
  // Older ones leave it to the template whether a model thinks.
  quirks: { reasoning: 'template', reasoningBack: 'reasoning_content' },
  requestFields: vllmFields,
  proven: true,
  documentation: 'https://docs.vllm.ai',
};

/** https://localai.io */
export const localai: Preset = {
  type: 'localai',
  aliases: ['local-ai'],
  displayName: 'LocalAI',
  location: 'local',
  baseUrl: 'http://127.0.0.1:8080/v1',
  documentation: 'https://localai.io',
};

/** https://jan.ai */
export const jan: Preset = {
  type: 'jan',
  displayName: 'Jan',
  location: 'local',
  baseUrl: 'http://127.0.0.1:1337/v1',
  needsKey: true,
  documentation: 'https://jan.ai/docs',
};

/** https://github.com/LostRuins/koboldcpp */
export const koboldcpp: Preset = {
  type: 'koboldcpp',
  aliases: ['kobold-cpp'],
  displayName: 'KoboldCpp',
  location: 'local',
  baseUrl: 'http://127.0.0.1:5001/v1',
  documentation: 'https://github.com/LostRuins/koboldcpp/wiki',
};
