import type { CallContext, CallOptions, DriverRequest } from '@modelport/core';
import { getProps, type LlamaCppProps } from './props.js';
import { type LlamaServer, withModel } from './server.js';
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
  /** The server's counters by name. @throws ProviderError `NOT_SUPPORTED` for a server without `--metrics`. */
  metrics(choice?: ModelChoice, options?: CallOptions): Promise<{ readonly [name: string]: number }>;
}

/** The same for the driver's side. */
export type LlamaCppDriverExtras = {
  readonly [Name in keyof LlamaCppExtras]: (input: never, call: CallContext) => Promise<unknown>;
};

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
