import './register.js';

export { definition } from './definition.js';
export type { LlamaCppExtras, ModelChoice } from './extras.js';
export type { InfillInput, InfillResult } from './infill.js';
export type { LlamaCppDriver } from './llamacpp-driver.js';
export type { LoadProgress } from './load-model.js';
export type { LlamaCppOptions } from './options.js';
export type { LlamaCppProps } from './props.js';
export type { LlamaCppEmbedOptions, LlamaCppRequestOptions } from './request-options.js';
export type { RankedDocument, RerankInput, RerankResult } from './rerank.js';
export type { RouterEvent, RouterModel, RouterModelStatus } from './router.js';
export type { SlotActionResult, SlotChoice, SlotFile } from './slot-actions.js';
export type { LlamaCppSlot } from './slots.js';
export type { TemplateRequest } from './template-request.js';
export type { DetokenizeInput, TokenizeInput, TokenPiece } from './tokens.js';
