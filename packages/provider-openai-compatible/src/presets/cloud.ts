import type { Preset } from './preset.js';
import { deepseekFields, groqFields } from './request-options.js';

/** https://api.openai.com */
export const openai: Preset = {
  type: 'openai',
  displayName: 'OpenAI',
  location: 'cloud',
  baseUrl: 'https://api.openai.com/v1',
  hosts: ['api.openai.com'],
  environment: { organization: ['OPENAI_ORG_ID'], project: ['OPENAI_PROJECT_ID'] },
  // Field names and roles: resources/chat/completions/completions.d.ts of the npm package openai 7.55.0.
  // Unknown fields such as top_k are answered with 400.
  quirks: { maxTokensField: 'max_completion_tokens', systemRole: 'developer', extraSampling: false },
  // The model of the examples in that package's README, and the smaller one of its type ChatModel.
  models: ['gpt-5.5', 'gpt-5.4-mini'],
  embedBatchLimit: 2048,
  proven: true,
  documentation: 'https://platform.openai.com/docs/api-reference/chat',
};

/** A resource of Azure OpenAI: the model is the name of a deployment. */
export const azureOpenAI: Preset = {
  type: 'azure-openai',
  aliases: ['azure_openai', 'azure'],
  displayName: 'Azure OpenAI',
  location: 'cloud',
  hosts: ['openai.azure.com', 'services.ai.azure.com', 'cognitiveservices.azure.com'],
  environment: {
    baseUrl: ['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_BASE_URL'],
    apiVersion: ['OPENAI_API_VERSION', 'AZURE_OPENAI_API_VERSION'],
    resource: ['AZURE_OPENAI_RESOURCE', 'AZURE_RESOURCE_NAME'],
    model: ['AZURE_OPENAI_MODEL', 'AZURE_OPENAI_DEPLOYMENT', 'AZURE_OPENAI_DEPLOYMENT_NAME'],
  },
  // The key goes in `api-key`, at either name of a resource's host:
  // https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
  quirks: { maxTokensField: 'max_completion_tokens', authHeader: 'api-key', extraSampling: false },
  embedBatchLimit: 2048,
  proven: true,
  documentation: 'https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle',
};

/** https://groq.com */
export const groq: Preset = {
  type: 'groq',
  displayName: 'Groq',
  location: 'cloud',
  baseUrl: 'https://api.groq.com/openai/v1',
  hosts: ['groq.com'],
  // groq-sdk 1.6.0, resources/chat/completions.d.ts: max_tokens is deprecated, efforts go from low to high, and there is
  // neither top_k nor min_p.
  quirks: { maxTokensField: 'max_completion_tokens', efforts: 'low-high', extraSampling: false },
  requestFields: groqFields,
  proven: true,
  documentation: 'https://console.groq.com/docs/openai',
};

/** https://together.ai */
export const together: Preset = {
  type: 'together',
  aliases: ['together-ai', 'togetherai'],
  displayName: 'Together AI',
  location: 'cloud',
  baseUrl: 'https://api.together.ai/v1',
  hosts: ['together.ai', 'together.xyz'],
  proven: true,
  documentation: 'https://docs.together.ai/docs/openai-api-compatibility',
};

/** https://deepseek.com */
export const deepseek: Preset = {
  type: 'deepseek',
  displayName: 'DeepSeek',
  location: 'cloud',
  baseUrl: 'https://api.deepseek.com',
  hosts: ['deepseek.com'],
  // Turns with tool calls must come back with their reasoning: https://api-docs.deepseek.com/guides/thinking_mode
  quirks: {
    reasoning: 'thinking',
    efforts: 'low-max',
    reasoningBack: 'reasoning_content',
    responseFormat: 'json_object',
    extraSampling: false,
  },
  requestFields: deepseekFields,
  proven: true,
  documentation: 'https://api-docs.deepseek.com',
};
