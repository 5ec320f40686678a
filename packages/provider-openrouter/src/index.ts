import './register.js';

export type { OpenRouterCredits, OpenRouterKey } from './account.js';
export { definition } from './definition.js';
export type { OpenRouterEndpoint } from './endpoints.js';
export type { OpenRouterExtras } from './extras.js';
export type { OpenRouterGeneration, OpenRouterGenerationInput } from './generation.js';
export type { OpenRouterModelFilter } from './models.js';
export type { OpenRouterDriver } from './openrouter-driver.js';
export type { OpenRouterOptions } from './options.js';
export type {
  OpenRouterPercentiles,
  OpenRouterProviderPreferences,
  OpenRouterQuantization,
  OpenRouterSort,
} from './provider-preferences.js';
export type {
  OpenRouterCacheControl,
  OpenRouterEmbedOptions,
  OpenRouterPlugin,
  OpenRouterReasoning,
  OpenRouterRequestOptions,
  OpenRouterResponseCache,
  OpenRouterServerTool,
} from './request-options.js';
