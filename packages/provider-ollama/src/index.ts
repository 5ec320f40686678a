import './register.js';

export { definition } from './definition.js';
export type { LoadInput, OllamaExtras } from './extras.js';
export type { GenerateInput, GenerateResult } from './generate.js';
export type { KeepAlive } from './keep-alive.js';
export type { OllamaModel, OllamaModelDetails, OllamaRunningModel } from './model-details.js';
export type { OllamaDriver } from './ollama-driver.js';
export { parseOllamaHost } from './ollama-host.js';
export type { OllamaOptions } from './options.js';
export type { CreateInput, OllamaProgress, OllamaStreamExtras } from './progress.js';
export type { OllamaModelOptions, OllamaRequestOptions, OnContextOverflow } from './request-options.js';
