import './register.js';

export type { OpenAIClientAnswer, OpenAIClientLike, OpenAIClientRequest } from './client.js';
export { definition } from './definition.js';
export type { OpenAICompatibleDriver } from './openai-compatible-driver.js';
export type { OpenAICompatibleOptions } from './options.js';
export type { QuirkOverrides, Quirks } from './quirks.js';
export type { OpenAICompatibleRequestOptions } from './request-options.js';
