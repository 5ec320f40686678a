import { type CallContext, type CallOptions, ProviderError } from '@modelport/core';
import { asList, asRecord, asText } from '@modelport/provider-utils';
import type { Connection } from './connection.js';
import { type GenerateInput, type GenerateResult, generate } from './generate.js';
import { checkKeepAlive, type KeepAlive } from './keep-alive.js';
import {
  type OllamaModel,
  type OllamaModelDetails,
  type OllamaRunningModel,
  readModel,
  readModelDetails,
  readRunningModel,
} from './model-details.js';
import { checkModel } from './model-name.js';
import { readTags } from './models.js';
import type { OllamaOptions } from './options.js';

/** What to load, and for how long. */
export interface LoadInput {
  /** Default: the provider's. */
  readonly model?: string | undefined;
  /** Default: the provider's. */
  readonly keepAlive?: KeepAlive | undefined;
  /** Default: the provider's. */
  readonly numCtx?: number | undefined;
}

/** What `provider.extras` offers for Ollama, beside {@link OllamaStreamExtras}. A model that is left out is the provider's. */
export interface OllamaExtras {
  /** The models that were pulled. */
  list(input?: undefined, options?: CallOptions): Promise<readonly OllamaModel[]>;
  /** One model in full. */
  show(model?: string, options?: CallOptions): Promise<OllamaModelDetails>;
  /** The models in memory. */
  ps(input?: undefined, options?: CallOptions): Promise<readonly OllamaRunningModel[]>;
  /** Version of the server. */
  version(input?: undefined, options?: CallOptions): Promise<string>;
  /** Gives a model a second name. */
  copy(
    input: { readonly source: string; readonly destination: string },
    options?: CallOptions,
  ): Promise<void>;
  /** Deletes a model from the disk. */
  delete(model: string, options?: CallOptions): Promise<void>;
  /** Loads a model into memory, so that the first answer need not wait for it. */
  load(input?: string | LoadInput, options?: CallOptions): Promise<void>;
  /** Unloads a model from memory. */
  unload(model?: string, options?: CallOptions): Promise<void>;
  /** Goes on with a text, or fills a gap in it: completion of code. */
  generate(input: GenerateInput, options?: CallOptions): Promise<GenerateResult>;
}

/** The same for the driver's side. */
export type OllamaDriverExtras = {
  readonly [Name in keyof OllamaExtras]: (input: never, call: CallContext) => Promise<unknown>;
};

/** Makes the extras of one server. */
export function createExtras(connection: Connection, options: OllamaOptions): OllamaDriverExtras {
  /** Loads and unloads by a chat without messages. */
  const touch = async (body: object, call: CallContext): Promise<void> => {
    await connection.json({ path: '/api/chat', body: { ...body, messages: [], stream: false } }, call);
  };
  return {
    async list(_: undefined, call: CallContext) {
      return (await readTags(connection, call)).map(readModel);
    },
    async show(name: string | undefined, call: CallContext) {
      const body = { model: checkModel(name ?? options.model, 'show') };
      return readModelDetails(await connection.json({ path: '/api/show', body }, call));
    },
    async ps(_: undefined, call: CallContext) {
      const answer = await connection.json({ path: '/api/ps' }, call);
      return asList(asRecord(answer)?.['models']).map(readRunningModel);
    },
    async version(_: undefined, call: CallContext) {
      const version = asText(asRecord(await connection.json({ path: '/api/version' }, call))?.['version']);
      if (version !== undefined) return version;
      throw new ProviderError({
        code: 'RESPONSE_INVALID',
        message: 'The answer has no version. Is baseUrl that of an Ollama?',
      });
    },
    async copy(input: Parameters<OllamaExtras['copy']>[0], call: CallContext) {
      const source = checkModel(input?.source, 'copy.source');
      const destination = checkModel(input?.destination, 'copy.destination');
      await finish(await connection.send({ path: '/api/copy', body: { source, destination } }, call));
    },
    async delete(name: string, call: CallContext) {
      const body = { model: checkModel(name, 'delete') };
      await finish(await connection.send({ method: 'DELETE', path: '/api/delete', body }, call));
    },
    async load(input: string | LoadInput | undefined, call: CallContext) {
      const given = typeof input === 'string' ? { model: input } : (input ?? {});
      const { model, keepAlive, numCtx }: LoadInput = { ...options, ...given };
      if (keepAlive !== undefined) checkKeepAlive(keepAlive, 'load.keepAlive', 'REQUEST_INVALID');
      const body = {
        model: checkModel(model, 'load'),
        ...(keepAlive !== undefined && { keep_alive: keepAlive }),
        ...(numCtx !== undefined && { options: { num_ctx: numCtx } }),
      };
      await touch(body, call).catch((error) => {
        if (!ProviderError.isInstance(error) || error.code !== 'NOT_SUPPORTED') throw error;
        // A model of embeddings has no chat; to embed nothing loads it as well.
        return connection.json({ path: '/api/embed', body: { ...body, input: [] } }, call);
      });
    },
    async unload(name: string | undefined, call: CallContext) {
      await touch({ model: checkModel(name ?? options.model, 'unload'), keep_alive: 0 }, call);
    },
    generate: (input: GenerateInput, call: CallContext) => generate(connection, options, input, call),
  };
}

/** Reads an answer that says nothing, so that its connection can be kept. */
async function finish(response: Awaited<ReturnType<Connection['send']>>): Promise<void> {
  await response.body.text();
}
