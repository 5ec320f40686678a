import type { CommonOptions } from '@modelport/core';
import type { HttpAgent } from '@modelport/provider-utils';
import type { KeepAlive } from './keep-alive.js';
import type { OnContextOverflow } from './request-options.js';

/** Options of `createProvider('ollama', …)`. */
export interface OllamaOptions extends CommonOptions {
  /** Where Ollama listens, in any form that `OLLAMA_HOST` can have. Default `http://127.0.0.1:11434`. */
  readonly baseUrl?: string | undefined;
  /** Sent wherever `baseUrl` is: to ollama.com, or to a proxy that asks for a key. */
  readonly apiKey?: CommonOptions['apiKey'];
  /** Key of ollama.com, sent there and to no other server. */
  readonly cloudApiKey?: string | undefined;
  /** How long a model stays in memory after an answer. Default: the server's, usually 5 minutes. */
  readonly keepAlive?: KeepAlive | undefined;
  /** Tokens of the context that a model is loaded with. Default: the server's. Another value loads the model anew. */
  readonly numCtx?: number | undefined;
  /** What becomes of a prompt that is longer than the context. Default `warn`. */
  readonly onContextOverflow?: OnContextOverflow | undefined;
  /**
   * Node only: an agent of `node:http` or `node:https`, as the base URL needs, that makes and keeps the connections. Default:
   * one pool for the whole process, without a limit. Not beside `fetch`.
   */
  readonly agent?: HttpAgent | undefined;
}
