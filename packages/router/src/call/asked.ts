import type { CallOptions, ChatRequest, EmbedRequest } from '@modelport/core';
import type { PickContext } from '../strategies/strategy.js';
import type { CallObserver } from './call-observer.js';

/** What is asked of a router. */
export interface Asked {
  /** Name of the router. */
  readonly name: string;
  readonly operation: PickContext['operation'];
  readonly given: string | ChatRequest | EmbedRequest;
  readonly options: CallOptions;
  readonly observer?: CallObserver | undefined;
}
