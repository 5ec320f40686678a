import './register.js';

export type { AnthropicDriver } from './anthropic-driver.js';
export { definition } from './definition.js';
export type { AnthropicOptions } from './options.js';
export type { AnthropicRequestOptions, Thinking } from './request-options.js';
