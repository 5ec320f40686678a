import type { CallContext, CallOptions, DriverRequest } from '@modelport/core';
import { type InfillInput, type InfillResult, readInfill, toInfillBody } from './infill.js';
import { type LoadProgress, loadModel } from './load-model.js';
import { getProps, type LlamaCppProps } from './props.js';
import { type RerankInput, type RerankResult, readRanking, toRerankBody } from './rerank.js';
import { listRouterModels, type RouterEvent, type RouterModel, unloadModel, watchRouter } from './router.js';
import { type LlamaServer, withModel } from './server.js';
import { actOnSlot, type SlotActionResult, type SlotChoice, type SlotFile } from './slot-actions.js';
import { type LlamaCppSlot, readSlots } from './slots.js';
import { type TemplateRequest, toDriverRequest } from './template-request.js';
import {
  type DetokenizeInput,
  readField,
  readTokens,
  type TokenizeInput,
  type TokenPiece,
  toDetokenizeBody,
  toTokenizeBody,
} from './tokens.js';

/** Which model of a router is meant. Default: the provider's. */
export interface ModelChoice {
  readonly model?: string | undefined;
}

/** What `provider.extras` offers for llama-server. */
export interface LlamaCppExtras {
  /** Cuts a text into tokens, each with its text where `withPieces` is set. */
  tokenize(
    input: TokenizeInput & { readonly withPieces: true },
    options?: CallOptions,
  ): Promise<readonly TokenPiece[]>;
  tokenize(
    input: string | (TokenizeInput & { readonly withPieces?: false | undefined }),
    options?: CallOptions,
  ): Promise<readonly number[]>;
  /** Joins tokens to their text. */
  detokenize(input: readonly number[] | DetokenizeInput, options?: CallOptions): Promise<string>;
  /** Writes a conversation as the prompt that the model would see, without generating. */
  applyTemplate(request: string | TemplateRequest, options?: CallOptions): Promise<string>;
  /** What the server says of itself and its model. In a router it may load the model. */
  props(choice?: ModelChoice, options?: CallOptions): Promise<LlamaCppProps>;
  /** What each slot is doing. @throws ProviderError `NOT_SUPPORTED` for a server with `--no-slots`. */
  slots(choice?: ModelChoice, options?: CallOptions): Promise<readonly LlamaCppSlot[]>;
  /** Saves the prompt cache of a slot to a file. @throws ProviderError `NOT_SUPPORTED` without `--slot-save-path`. */
  saveSlot(file: SlotFile, options?: CallOptions): Promise<SlotActionResult>;
  /** Loads it again, also after a restart. @throws ProviderError `REQUEST_INVALID` for a file that is not there. */
  restoreSlot(file: SlotFile, options?: CallOptions): Promise<SlotActionResult>;
  /** Forgets the prompt cache of a slot. */
  eraseSlot(slot: SlotChoice, options?: CallOptions): Promise<SlotActionResult>;
  /** Puts documents in order by how well they fit a query. @throws ProviderError `NOT_SUPPORTED` without `--reranking`. */
  rerank(input: RerankInput, options?: CallOptions): Promise<RerankResult>;
  /** Fills a gap in a text. @throws ProviderError `NOT_SUPPORTED` for a model that has not learned to. */
  infill(input: InfillInput, options?: CallOptions): Promise<InfillResult>;
  /** The models of a router, and how they are. @throws ProviderError `NOT_SUPPORTED` for a server of one model. */
  routerModels(input?: undefined, options?: CallOptions): Promise<readonly RouterModel[]>;
  /** Has a router load a model, and tells how far it is. @throws ProviderError `MODEL_NOT_FOUND`, `BACKEND_ERROR`. */
  loadModel(choice?: ModelChoice, options?: CallOptions): AsyncIterable<LoadProgress>;
  /** Has a router unload a model, and waits until it is. @throws ProviderError `MODEL_NOT_FOUND`. */
  unloadModel(choice?: ModelChoice, options?: CallOptions): Promise<void>;
  /**
   * Tells what happens to a router's models until you leave the loop. Where long may nothing happen, give
   * `firstEventTimeout: 0` and `idleTimeout: 0`.
   */
  watchRouter(input?: undefined, options?: CallOptions): AsyncIterable<RouterEvent>;
  /** The server's counters by name. @throws ProviderError `NOT_SUPPORTED` for a server without `--metrics`. */
  metrics(choice?: ModelChoice, options?: CallOptions): Promise<{ readonly [name: string]: number }>;
}

type StreamExtra = 'loadModel' | 'watchRouter';

/** The same for the driver's side. */
export type LlamaCppDriverExtras = {
  readonly [Name in Exclude<keyof LlamaCppExtras, StreamExtra>]: (
    input: never,
    call: CallContext,
  ) => Promise<unknown>;
};

/** Those that report as they go. */
export type LlamaCppDriverStreamExtras = {
  readonly [Name in StreamExtra]: (input: never, call: CallContext) => AsyncIterable<unknown>;
};

/** Makes the extras that report as they go. */
export function createStreamExtras(server: LlamaServer): LlamaCppDriverStreamExtras {
  return {
    loadModel: (choice: ModelChoice | undefined, call: CallContext) => loadModel(server, choice, call),
    watchRouter: (_input: undefined, call: CallContext) => watchRouter(server, call),
  };
}

/** Makes the extras of one server. `toBody` writes a chat request for the wire. */
export function createExtras(
  server: LlamaServer,
  toBody: (request: DriverRequest, call: CallContext) => object,
): LlamaCppDriverExtras {
  const chosen = (choice?: ModelChoice) => choice?.model ?? server.model;
  const withOwnModel = (body: object, choice?: ModelChoice) => {
    const model = chosen(choice);
    return model === undefined ? body : { ...body, model };
  };
  return {
    async tokenize(input: string | TokenizeInput, call: CallContext) {
      const body = withOwnModel(toTokenizeBody(input), typeof input === 'string' ? undefined : input);
      return readTokens(await server.post('/tokenize', body, call));
    },
    async detokenize(input: readonly number[] | DetokenizeInput, call: CallContext) {
      const body = withOwnModel(toDetokenizeBody(input), 'tokens' in input ? input : undefined);
      return readField(await server.post('/detokenize', body, call), 'content', 'string');
    },
    async applyTemplate(request: string | TemplateRequest, call: CallContext) {
      const body = toBody(toDriverRequest(request, server.model), call);
      return readField(await server.post('/apply-template', body, call), 'prompt', 'string');
    },
    props: (choice: ModelChoice | undefined, call: CallContext) => getProps(server, call, chosen(choice)),
    async slots(choice: ModelChoice | undefined, call: CallContext) {
      return readSlots(await server.get(withModel('/slots', chosen(choice)), call));
    },
    saveSlot: (file: SlotFile, call: CallContext) => actOnSlot(server, 'save', file, call),
    restoreSlot: (file: SlotFile, call: CallContext) => actOnSlot(server, 'restore', file, call),
    eraseSlot: (slot: SlotChoice, call: CallContext) => actOnSlot(server, 'erase', slot, call),
    async rerank(input: RerankInput, call: CallContext) {
      return readRanking(
        await server.post('/v1/rerank', withOwnModel(toRerankBody(input), input), call),
        input,
      );
    },
    infill: async (input: InfillInput, call: CallContext) =>
      readInfill(server.events('/infill', withOwnModel(toInfillBody(input), input), call)),
    routerModels: (_input: undefined, call: CallContext) => listRouterModels(server, call),
    unloadModel: (choice: ModelChoice | undefined, call: CallContext) => unloadModel(server, choice, call),
    async metrics(choice: ModelChoice | undefined, call: CallContext) {
      return readMetrics(await (await server.send(withModel('/metrics', chosen(choice)), call)).body.text());
    },
  };
}

/** Reads Prometheus text: the value of each metric by its name, such as `llamacpp:requests_deferred`. */
function readMetrics(text: string): { [name: string]: number } {
  const samples = text.matchAll(/^([a-z_][\w:]*)(?:\{[^}]*\})? (\S+)/gim);
  return Object.fromEntries([...samples].map(([, name = '', value]) => [name, Number(value)]));
}
