import {
  type CallContext,
  type DriverContext,
  type DriverEmbedRequest,
  type DriverEmbedResponse,
  type DriverHealth,
  type DriverModel,
  type DriverRequest,
  type ProviderDriver,
  ProviderError,
} from '@modelport/core';
import { type HttpAgent, startEvent } from '@modelport/provider-utils';
import type { AnswerExtras } from './answer-extras.js';
import { type OpenAnswer, streamAnswer } from './answer-stream.js';
import type { OpenAIClientLike } from './client.js';
import { type Connection, createConnection } from './connection.js';
import { readFacts } from './driver-facts.js';
import { readEmbeddings, toEmbedBody } from './embeddings.js';
import { AnswerReader } from './from-wire.js';
import { nameServer } from './hosts.js';
import { listModels } from './list-models.js';
import type { MapError } from './map-error.js';
import type { QuirkOverrides, Quirks } from './quirks.js';
import { switchThinkingOff } from './switch-thinking-off.js';
import { toChatBody } from './to-wire.js';
import { readWholeText } from './whole-answer.js';
import type { WireChatBody, WireEmbedBody, WireModel } from './wire.js';

/** What a driver is made from. All but the first two are for servers that deviate. */
export interface OpenAICompatibleDriverOptions {
  /** Where the API is; most servers want it to end in `/v1`. Ignored with a `client`, which has its own. */
  readonly baseUrl: string;
  readonly context: DriverContext;
  /** Default model: health tells whether it is there. */
  readonly model?: string | undefined;
  /** What error messages call the server. Default: the service's name by its host, else host and port. */
  readonly serverName?: string | undefined;
  /** Over those that are known for the host; later ones win. */
  readonly quirks?: readonly (QuirkOverrides | undefined)[] | undefined;
  /** Sent with every request; headers of the user win. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A client of the `openai` package; every exchange goes through it. */
  readonly client?: OpenAIClientLike | undefined;
  /** Node only: makes and keeps the connections. */
  readonly agent?: HttpAgent | undefined;
  /** Writes the path of a request that names a model, where the model is part of it. Default: as it is. */
  readonly toPath?: ((path: string, model: string | undefined) => string) | undefined;
  /**
   * Changes the body of a chat request in place before it is sent, and before `extraBody` is merged in.
   * `body.messages` has one entry for each of `request.messages`.
   */
  readonly editBody?:
    | ((body: EditableBody<WireChatBody>, request: DriverRequest, call: CallContext) => void)
    | undefined;
  /** The same for an embedding request. */
  readonly editEmbedBody?:
    | ((body: EditableBody<WireEmbedBody>, request: DriverEmbedRequest, call: CallContext) => void)
    | undefined;
  /** Makes a reader of extra fields for each answer. */
  readonly createExtras?: ((call: CallContext) => AnswerExtras) | undefined;
  readonly mapError?: MapError | undefined;
  /** Adds to what was read of a model. */
  readonly readModel?: ((model: WireModel) => Partial<DriverModel> | undefined) | undefined;
}

/** A body that may get fields of any name. */
export type EditableBody<Body> = Body & { [field: string]: unknown };

/** A driver for the Chat Completions dialect. Its members need no `this`: take those that fit into a driver of your own. */
export interface OpenAICompatibleDriver extends ProviderDriver {
  readonly chat: NonNullable<ProviderDriver['chat']>;
  readonly listModels: NonNullable<ProviderDriver['listModels']>;
  readonly checkHealth: NonNullable<ProviderDriver['checkHealth']>;
  readonly embed: NonNullable<ProviderDriver['embed']>;
  /** Name of the service for people, by its base URL unless an option says otherwise. */
  readonly displayName: string;
  /** For requests of your own to the same server. */
  readonly connection: Connection;
  readonly quirks: Quirks;
}

/**
 * Creates a driver for any server that speaks the Chat Completions dialect.
 * @throws ProviderError `SETTING_INVALID` for a quirk that is not known, or a client or agent that is none.
 */
export function createOpenAICompatibleDriver(options: OpenAICompatibleDriverOptions): OpenAICompatibleDriver {
  const facts = readFacts(options);
  const { baseUrl, quirks } = facts;
  const serverName = options.serverName ?? nameServer(baseUrl);
  const connection = createConnection({ ...options, baseUrl, quirks, serverName });
  const { toPath = (path) => path } = options;

  const ask = async (request: DriverRequest, call: CallContext, stream: boolean): Promise<OpenAnswer> => {
    const warn = call.warn.bind(call);
    const body = toChatBody(request, stream, { quirks, warn }) as EditableBody<WireChatBody>;
    options.editBody?.(body, request, call);
    switchThinkingOff(body, request.extraBody, { quirks, warn });
    Object.assign(body, request.extraBody);
    const response = await connection.send(
      { path: toPath('/chat/completions', body.model), body, stream },
      call,
    );
    const reader = new AnswerReader({
      type: options.context.type,
      quirks,
      includeRaw: request.includeRaw,
      extras: options.createExtras?.(call),
      warn,
      toError: (failed) => connection.toError(failed, call, response),
    });
    return { response, reader };
  };

  const list = (call: CallContext) => listModels(connection, call, options.readModel);

  return {
    ...facts,
    connection,
    listModels: list,
    stream: (request, call) => streamAnswer(() => ask(request, call, true)),
    async chat(request, call) {
      const { response, reader } = await ask(request, call, false);
      readWholeText(await response.body.text(), reader);
      if (reader.failure !== undefined) throw reader.failure;
      const events = reader.take();
      events.unshift(startEvent(response));
      return events;
    },
    async checkHealth(call): Promise<DriverHealth> {
      try {
        return healthOf(await list(call), options.model);
      } catch (error) {
        // Something answers there, but it is no server of this kind.
        if (ProviderError.isInstance(error) && error.code === 'RESPONSE_INVALID')
          return { reachable: false, error };
        throw error;
      }
    },
    async embed(request, call): Promise<DriverEmbedResponse> {
      const body = toEmbedBody(request) as EditableBody<WireEmbedBody>;
      options.editEmbedBody?.(body, request, call);
      const answer = await connection.json({ path: toPath('/embeddings', body.model), body }, call);
      return readEmbeddings(answer, request.input.length);
    },
  };
}

/**
 * A model that is not listed may be there all the same: deployments, aliases, a server that serves one model under any
 * name. So it is only ever known that one is there, or that none is.
 */
function healthOf(models: readonly DriverModel[], wanted: string | undefined): DriverHealth {
  if (models.length === 0) return { reachable: true, hasModel: false };
  const model = wanted === undefined ? models[0] : models.find(({ id }) => id === wanted);
  return model === undefined ? { reachable: true } : { reachable: true, hasModel: true, modelId: model.id };
}
