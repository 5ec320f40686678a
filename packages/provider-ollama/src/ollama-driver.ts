import type { DriverContext, DriverRequest, ProviderDriver } from '@modelport/core';
import { type OpenAnswer, streamAnswer } from './answer-stream.js';
import { type Connection, createConnection } from './connection.js';
import { checkPromptLength, sendWithinContext } from './context-overflow.js';
import { readEmbeddings, toEmbedBody } from './embeddings.js';
import { createExtras, type OllamaDriverExtras } from './extras.js';
import { AnswerReader } from './from-wire.js';
import { checkOllamaHealth } from './health.js';
import { checkKeepAlive } from './keep-alive.js';
import { createModelList } from './models.js';
import type { OllamaOptions } from './options.js';
import { createStreamExtras, type OllamaDriverStreamExtras } from './progress.js';
import { type ReadRequestOptions, readRequestOptions } from './request-options.js';
import { toChatBody } from './to-wire.js';

/** A driver for Ollama. It has no `chat`: core collects the stream, so there is one way to read an answer. */
export interface OllamaDriver extends ProviderDriver {
  readonly baseUrl: string;
  readonly location: 'local' | 'cloud';
  readonly listModels: NonNullable<ProviderDriver['listModels']>;
  readonly checkHealth: NonNullable<ProviderDriver['checkHealth']>;
  readonly embed: NonNullable<ProviderDriver['embed']>;
  readonly extras: OllamaDriverExtras;
  readonly streamExtras: OllamaDriverStreamExtras;
}

/**
 * Creates a driver for Ollama's own API.
 * @throws ProviderError `SETTING_INVALID` for a base URL or a `keepAlive` that is none.
 */
export function createOllamaDriver(options: OllamaOptions, context: DriverContext): OllamaDriver {
  if (options.keepAlive !== undefined) checkKeepAlive(options.keepAlive, 'keepAlive', 'SETTING_INVALID');
  const connection = createConnection(options, context);
  const { baseUrl, isCloud } = connection;
  return {
    baseUrl,
    location: isCloud ? 'cloud' : 'local',
    stream: (request, call) => streamAnswer(() => ask(connection, request, call, options, context.type)),
    listModels: createModelList(connection),
    checkHealth: (call) => checkOllamaHealth(connection, options.model, call),
    async embed(request, call) {
      const read = withDefaults(readRequestOptions(request.providerOptions, 'embed'), options);
      const body = { ...toEmbedBody(request, read), ...keepAliveOf(read) };
      const send = (truncate: boolean) =>
        connection.json({ path: '/api/embed', body: { ...body, truncate } }, call);
      return readEmbeddings(await sendWithinContext(send, choiceOf(read), call));
    },
    extras: createExtras(connection, options),
    streamExtras: createStreamExtras(connection),
  };
}

/** Sends a chat request; the answer has begun when it resolves. */
async function ask(
  connection: Connection,
  request: DriverRequest,
  call: Parameters<ProviderDriver['stream']>[1],
  options: OllamaOptions,
  type: string,
): Promise<OpenAnswer> {
  const read = withDefaults(readRequestOptions(request.providerOptions, 'chat'), options);
  const warn = call.warn.bind(call);
  const { body, forcesCall } = toChatBody(request, { type, options: read, warn });
  const choice = choiceOf(read);
  const send = (truncate: boolean) => {
    const whole = { ...body, ...keepAliveOf(read), truncate, ...request.extraBody };
    return connection.send({ path: '/api/chat', body: whole }, call);
  };
  const response = await sendWithinContext(send, choice, call);
  const reader = new AnswerReader({
    forcesCall,
    includeRaw: request.includeRaw,
    checkPrompt: (tokens) => checkPromptLength(tokens, read.model['num_ctx'], choice, call),
    warn,
    toError: (failed) => connection.toError(failed, call, response),
  });
  return { response, reader };
}

/** The options of a request over those of the provider. */
function withDefaults({ own, model }: ReadRequestOptions, options: OllamaOptions): ReadRequestOptions {
  const { keepAlive = options.keepAlive, onContextOverflow = options.onContextOverflow } = own;
  const numCtx = options.numCtx === undefined ? {} : { num_ctx: options.numCtx };
  return { own: { ...own, keepAlive, onContextOverflow }, model: { ...numCtx, ...model } };
}

function keepAliveOf({ own }: ReadRequestOptions): { keep_alive?: number | string } {
  return own.keepAlive === undefined ? {} : { keep_alive: own.keepAlive };
}

function choiceOf({ own }: ReadRequestOptions): Parameters<typeof sendWithinContext>[1] {
  return { truncate: own.truncate, onContextOverflow: own.onContextOverflow ?? 'warn' };
}
