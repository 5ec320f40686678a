import { canonicalType } from './canonical-type.js';

/**
 * Which package to install for a type that is not registered. Data for messages only: nothing is loaded by it.
 * tools/check-known-types.mjs compares it with what the packages here register.
 */
export const knownTypes: Readonly<Record<string, string>> = {
  'openai-compatible': '@modelport/provider-openai-compatible',
  openai: '@modelport/provider-openai-compatible',
  'azure-openai': '@modelport/provider-openai-compatible',
  azure: '@modelport/provider-openai-compatible',
  groq: '@modelport/provider-openai-compatible',
  together: '@modelport/provider-openai-compatible',
  'together-ai': '@modelport/provider-openai-compatible',
  togetherai: '@modelport/provider-openai-compatible',
  deepseek: '@modelport/provider-openai-compatible',
  mistral: '@modelport/provider-openai-compatible',
  mistralai: '@modelport/provider-openai-compatible',
  xai: '@modelport/provider-openai-compatible',
  'x-ai': '@modelport/provider-openai-compatible',
  grok: '@modelport/provider-openai-compatible',
  fireworks: '@modelport/provider-openai-compatible',
  'fireworks-ai': '@modelport/provider-openai-compatible',
  cerebras: '@modelport/provider-openai-compatible',
  nvidia: '@modelport/provider-openai-compatible',
  huggingface: '@modelport/provider-openai-compatible',
  'hugging-face': '@modelport/provider-openai-compatible',
  lmstudio: '@modelport/provider-openai-compatible',
  'lm-studio': '@modelport/provider-openai-compatible',
  vllm: '@modelport/provider-openai-compatible',
  localai: '@modelport/provider-openai-compatible',
  'local-ai': '@modelport/provider-openai-compatible',
  jan: '@modelport/provider-openai-compatible',
  koboldcpp: '@modelport/provider-openai-compatible',
  'kobold-cpp': '@modelport/provider-openai-compatible',
  anthropic: '@modelport/provider-anthropic',
  claude: '@modelport/provider-anthropic',
  ollama: '@modelport/provider-ollama',
  openrouter: '@modelport/provider-openrouter',
  llamacpp: '@modelport/provider-llamacpp',
  'llama-cpp': '@modelport/provider-llamacpp',
  mock: '@modelport/provider-mock',
  router: '@modelport/router',
};

/** The package of a known type, in any spelling. */
export function knownPackage(type: string): string | undefined {
  const name = canonicalType(type);
  return Object.hasOwn(knownTypes, name) ? knownTypes[name] : undefined;
}

/** Services without a type of their own, whose models others offer. */
export const servedByOthers: RegExp = /^(gemini|google)$/i;
