import type { CallContext, DriverContext, ProviderDriver } from '@modelport/core';
import {
  createOpenAICompatibleDriver,
  type QuirkOverrides,
} from '@modelport/provider-openai-compatible/extend';
import { checkOptions } from './check-options.js';
import { withCost } from './cost.js';
import { mapOpenRouterError, serverName } from './errors.js';
import { createExtras, type OpenRouterDriverExtras } from './extras.js';
import { createAnswerExtras } from './from-wire.js';
import { attributionHeaders, requestHeaders } from './headers.js';
import { checkOpenRouterHealth } from './health.js';
import { listModels } from './models.js';
import { defaultBaseUrl, type OpenRouterOptions } from './options.js';
import { partialAnswer } from './partial-answer.js';
import { addEmbedOptions, addRequestOptions } from './to-wire.js';

/** A driver for OpenRouter. */
export interface OpenRouterDriver extends ProviderDriver {
  readonly chat: NonNullable<ProviderDriver['chat']>;
  readonly listModels: NonNullable<ProviderDriver['listModels']>;
  readonly checkHealth: NonNullable<ProviderDriver['checkHealth']>;
  readonly embed: NonNullable<ProviderDriver['embed']>;
  readonly extras: OpenRouterDriverExtras;
}

/** The same whatever the base URL: it may be that of a proxy. */
const ownQuirks: QuirkOverrides = {
  reasoning: 'object',
  reasoningBack: 'reasoning',
  // Usage always comes; `stream_options` has no effect.
  streamUsage: false,
};

/**
 * Creates a driver for OpenRouter.
 * @throws ProviderError `SETTING_MISSING` without a key, `SETTING_INVALID` for an option that OpenRouter would refuse.
 */
export function createOpenRouterDriver(options: OpenRouterOptions, context: DriverContext): OpenRouterDriver {
  const defaults = checkOptions(options);
  const { connection, stream, chat, embed } = createOpenAICompatibleDriver({
    baseUrl: options.baseUrl ?? defaultBaseUrl,
    context,
    model: options.model,
    serverName,
    agent: options.agent,
    quirks: [ownQuirks],
    headers: attributionHeaders(options),
    editBody: (body, request) => addRequestOptions(body, request, defaults),
    editEmbedBody: (body, request) => addEmbedOptions(body, request, defaults),
    createExtras: createAnswerExtras,
    mapError: (error, body, response) => ({
      ...mapOpenRouterError(error, body, response),
      partial: partialAnswer(body, error, context),
    }),
  });
  return {
    stream: (request, call) => stream(request, withHeaders(call, request.providerOptions)),
    chat: async (request, call) => chat(request, withHeaders(call, request.providerOptions)),
    listModels: (call) => listModels(connection, call),
    checkHealth: (call) => checkOpenRouterHealth(connection, call),
    async embed(request, call) {
      const answer = await embed(request, call);
      return answer.usage === undefined ? answer : { ...answer, usage: withCost(answer.usage) };
    },
    extras: createExtras(connection),
  };
}

/** Headers of the user win over those that options stand for. */
function withHeaders(call: CallContext, options: Readonly<Record<string, unknown>> | undefined): CallContext {
  return { ...call, headers: { ...requestHeaders(options), ...call.headers } };
}
