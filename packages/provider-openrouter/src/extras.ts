import type { CallContext, CallOptions, DriverModel } from '@modelport/core';
import type { Connection } from '@modelport/provider-openai-compatible/extend';
import { getCredits, getKey, type OpenRouterCredits, type OpenRouterKey } from './account.js';
import { getModelEndpoints, type OpenRouterEndpoint } from './endpoints.js';
import { getGeneration, type OpenRouterGeneration, type OpenRouterGenerationInput } from './generation.js';
import { listModels, type OpenRouterModelFilter } from './models.js';

/** What `provider.extras` offers for OpenRouter. */
export interface OpenRouterExtras {
  /** What the key may do, and has spent. */
  key(input?: undefined, options?: CallOptions): Promise<OpenRouterKey>;
  /** What is on the account. @throws ProviderError `PERMISSION_DENIED` for anything but a management key. */
  credits(input?: undefined, options?: CallOptions): Promise<OpenRouterCredits>;
  /**
   * What OpenRouter kept of an answer, by `response.id`. Waits up to 10 s until it is known.
   * @throws ProviderError `REQUEST_INVALID` where it is not.
   */
  generation(input: string | OpenRouterGenerationInput, options?: CallOptions): Promise<OpenRouterGeneration>;
  /** Which providers offer a model (`author/slug`), at what price. */
  modelEndpoints(model: string, options?: CallOptions): Promise<readonly OpenRouterEndpoint[]>;
  /** Models by what they can do; also those that `models()` leaves out because they write no text. */
  models(filter?: OpenRouterModelFilter, options?: CallOptions): Promise<readonly DriverModel[]>;
}

/** The same for the driver's side. */
export type OpenRouterDriverExtras = {
  readonly [Name in keyof OpenRouterExtras]: (input: never, call: CallContext) => Promise<unknown>;
};

/** Makes the extras of one connection. */
export function createExtras(connection: Connection): OpenRouterDriverExtras {
  return {
    key: (_input: undefined, call: CallContext) => getKey(connection, call),
    credits: (_input: undefined, call: CallContext) => getCredits(connection, call),
    generation: (input: string | OpenRouterGenerationInput, call: CallContext) =>
      getGeneration(connection, input, call),
    modelEndpoints: (model: string, call: CallContext) => getModelEndpoints(connection, model, call),
    models: (filter: OpenRouterModelFilter | undefined, call: CallContext) =>
      listModels(connection, call, filter),
  };
}
