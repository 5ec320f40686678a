import { type CallContext, type DriverContext, type ProviderDriver, ProviderError } from '@modelport/core';
import {
  createOpenAICompatibleDriver,
  type QuirkOverrides,
} from '@modelport/provider-openai-compatible/extend';
import { withCost } from './cost.js';
import { mapOpenRouterError, serverName } from './errors.js';
import { createExtras, type OpenRouterDriverExtras } from './extras.js';
import { createAnswerExtras } from './from-wire.js';
import { attributionHeaders, requestHeaders } from './headers.js';
import { checkOpenRouterHealth } from './health.js';
import { listModels } from './models.js';
import type { OpenRouterOptions } from './options.js';
import { partialAnswer } from './partial-answer.js';
import { toWirePreferences } from './provider-preferences.js';
import { addEmbedOptions, addRequestOptions, isModelList, type RequestDefaults } from './to-wire.js';

/** Where OpenRouter is. */
export const defaultBaseUrl = 'https://openrouter.ai/api/v1';

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
  requireKey(options);
  const defaults = requestDefaults(options);
  const { connection, stream, chat, embed } = createOpenAICompatibleDriver({
    baseUrl: options.baseUrl ?? defaultBaseUrl,
    context,
    model: options.model,
    serverName,
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

function requestDefaults({ providerPreferences, fallbackModels }: OpenRouterOptions): RequestDefaults {
  if (fallbackModels !== undefined && !isModelList(fallbackModels)) {
    throw new ProviderError({
      code: 'SETTING_INVALID',
      setting: 'fallbackModels',
      message: 'The option "fallbackModels" must be a list of model ids.',
    });
  }
  const place = { code: 'SETTING_INVALID', setting: 'providerPreferences' } as const;
  return { preferences: toWirePreferences(providerPreferences, place), fallbackModels };
}

/** Core asks for a key where there are no headers either; only one that says who asks can stand in for it. */
function requireKey({ apiKey, headers }: OpenRouterOptions): void {
  const hasHeader = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization');
  if (apiKey !== undefined || hasHeader) return;
  throw new ProviderError({
    code: 'SETTING_MISSING',
    setting: 'apiKey',
    candidates: ['apiKey', 'headers.authorization'],
    message:
      'The provider "openrouter" needs the option "apiKey", or an Authorization among its headers. Keys are made at openrouter.ai/keys.',
  });
}
