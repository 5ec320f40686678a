import type { CallContext, DriverContext, DriverRequest, ProviderDriver } from '@modelport/core';
import {
  createOpenAICompatibleDriver,
  type EditableBody,
  type QuirkOverrides,
  toChatBody,
  type WireChatBody,
} from '@modelport/provider-openai-compatible/extend';
import { serverUrls } from '@modelport/provider-utils';
import { mapLlamaCppError } from './errors.js';
import {
  createExtras,
  createStreamExtras,
  type LlamaCppDriverExtras,
  type LlamaCppDriverStreamExtras,
} from './extras.js';
import { readAnswerExtras } from './from-wire.js';
import { checkLlamaCppHealth } from './health.js';
import { readLlamaCppModels } from './models.js';
import type { LlamaCppOptions } from './options.js';
import { tryProps } from './props.js';
import { createLlamaServer } from './server.js';
import { defaultBaseUrl } from './server-url.js';
import { addEmbedOptions, addRequestOptions } from './to-wire.js';
import { readField } from './tokens.js';

/** A driver for llama-server. It has no `chat`: the server notices a closed connection only while it streams. */
export interface LlamaCppDriver extends ProviderDriver {
  readonly listModels: NonNullable<ProviderDriver['listModels']>;
  readonly checkHealth: NonNullable<ProviderDriver['checkHealth']>;
  readonly embed: NonNullable<ProviderDriver['embed']>;
  readonly countTokens: NonNullable<ProviderDriver['countTokens']>;
  readonly extras: LlamaCppDriverExtras;
  readonly streamExtras: LlamaCppDriverStreamExtras;
}

/** How llama-server deviates from the common dialect. */
const ownQuirks: QuirkOverrides = {
  // The template's own switch `enable_thinking` overrules `reasoning_effort` (seen in build 11669), and must be a JSON
  // boolean: a string is answered with 400.
  reasoning: 'template',
  // `message.reasoning_content` goes into templates that keep earlier thoughts (`supports_preserve_reasoning`).
  reasoningBack: 'reasoning_content',
};

/**
 * Creates a driver for llama-server.
 * @throws ProviderError `SETTING_INVALID` for a base URL that is none.
 */
export function createLlamaCppDriver(options: LlamaCppOptions, context: DriverContext): LlamaCppDriver {
  const urls = serverUrls(options.baseUrl ?? defaultBaseUrl);
  const { connection, quirks, stream, embed } = createOpenAICompatibleDriver({
    baseUrl: urls.api,
    context,
    model: options.model,
    serverName: 'llama-server',
    agent: options.agent,
    quirks: [ownQuirks],
    editBody: addRequestOptions,
    editEmbedBody: addEmbedOptions,
    createExtras: () => readAnswerExtras,
    mapError: mapLlamaCppError,
  });
  const server = createLlamaServer(connection, urls, options.model);

  /** A chat as it would be sent, for what the server only looks at. */
  const toBody = (request: DriverRequest, call: CallContext): object => {
    const body = toChatBody(request, false, { quirks, warn: call.warn.bind(call) });
    addRequestOptions(body as EditableBody<WireChatBody>, request, call);
    return Object.assign(body, request.extraBody);
  };

  return {
    stream,
    async listModels(call) {
      const [list, props] = await Promise.all([server.get('/v1/models', call), tryProps(server, call)]);
      return readLlamaCppModels(list, props);
    },
    checkHealth: (call) => checkLlamaCppHealth(server, call),
    embed,
    async countTokens(request, call) {
      const answer = await server.post('/v1/chat/completions/input_tokens', toBody(request, call), call);
      return readField(answer, 'input_tokens', 'number');
    },
    extras: createExtras(server, toBody),
    streamExtras: createStreamExtras(server),
  };
}
