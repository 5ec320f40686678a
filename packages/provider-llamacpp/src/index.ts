import './register.js';

export { definition } from './definition.js';
export type { LlamaCppExtras, ModelChoice } from './extras.js';
export type { LlamaCppDriver } from './llamacpp-driver.js';
export type { LlamaCppOptions } from './options.js';
export type { LlamaCppProps } from './props.js';
export type { LlamaCppEmbedOptions, LlamaCppRequestOptions } from './request-options.js';
export type { LlamaCppSlot } from './slots.js';
export type { TemplateRequest } from './template-request.js';
export type { DetokenizeInput, TokenizeInput, TokenPiece } from './tokens.js';
