import type { CallContext, DriverContext, DriverRequest, ProviderDriver } from '@modelport/core';
import { startEvent } from '@modelport/provider-utils';
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
import { readWholeText, wholeAnswerLimit } from './whole-answer.js';

/** A driver for Ollama's own API. */
export interface OllamaDriver extends ProviderDriver {
  readonly baseUrl: string;
  readonly location: 'local' | 'cloud';
  readonly chat: NonNullable<ProviderDriver['chat']>;
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
  const askFor = (request: DriverRequest, call: CallContext, stream: boolean): Promise<OpenAnswer> =>
    ask({ connection, request, call, stream, options, type: context.type });
  return {
    baseUrl,
    location: isCloud ? 'cloud' : 'local',
    stream: (request, call) => streamAnswer(() => askFor(request, call, true)),
    async chat(request, call) {
      const { response, reader } = await askFor(request, call, needsLines(request));
      readWholeText(await response.body.text(wholeAnswerLimit), reader);
      if (reader.failure !== undefined) throw reader.failure;
      const events = reader.take();
      events.unshift(startEvent(response));
      return events;
    },
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

/** What a plain answer joins, its lines tell apart: which log probabilities are of the text, and which of thoughts. */
function needsLines({ logprobs, extraBody }: DriverRequest): boolean {
  return (logprobs !== undefined && logprobs !== false) || extraBody?.['logprobs'] === true;
}

interface Question {
  readonly connection: Connection;
  readonly request: DriverRequest;
  readonly call: CallContext;
  /** Whether the answer is to come in lines. */
  readonly stream: boolean;
  readonly options: OllamaOptions;
  readonly type: string;
}

/** Sends a chat request; the answer has begun when it resolves. */
async function ask({ connection, request, call, stream, options, type }: Question): Promise<OpenAnswer> {
  const read = withDefaults(readRequestOptions(request.providerOptions, 'chat'), options);
  const warn = call.warn.bind(call);
  const { body, forcesCall } = toChatBody(request, stream, { type, options: read, warn });
  if (read.own.keepAlive !== undefined) body.keep_alive = read.own.keepAlive;
  const choice = choiceOf(read);
  const send = (truncate: boolean) => {
    body.truncate = truncate;
    return connection.send({ path: '/api/chat', body: Object.assign(body, request.extraBody) }, call);
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
function withDefaults(read: ReadRequestOptions, options: OllamaOptions): ReadRequestOptions {
  const { keepAlive, onContextOverflow, numCtx } = options;
  // Nearly all providers have none of them, and what is spread costs every call.
  if (keepAlive === undefined && onContextOverflow === undefined && numCtx === undefined) return read;
  const { own, model } = read;
  return {
    own: {
      ...own,
      keepAlive: own.keepAlive ?? keepAlive,
      onContextOverflow: own.onContextOverflow ?? onContextOverflow,
    },
    model: numCtx === undefined ? model : { num_ctx: numCtx, ...model },
  };
}

function keepAliveOf({ own }: ReadRequestOptions): { keep_alive?: number | string } {
  return own.keepAlive === undefined ? {} : { keep_alive: own.keepAlive };
}

function choiceOf({ own }: ReadRequestOptions): Parameters<typeof sendWithinContext>[1] {
  return { truncate: own.truncate, onContextOverflow: own.onContextOverflow ?? 'warn' };
}
