import type { ChatRequest, EmbedRequest, Provider } from '@modelport/core';

/**
 * Chooses which target is tried next. `candidates` are those that can take the call now, in the order of the options, and
 * never empty; after a failure it is asked again with what is left. `undefined`: none of these.
 *
 * ```ts
 * const cheapAtNight: Strategy = (candidates) =>
 *   candidates.find(({ name }) => name === (new Date().getHours() < 6 ? 'local' : 'cloud')) ?? candidates[0];
 * ```
 */
export type Strategy = (candidates: readonly Candidate[], call: PickContext) => Candidate | undefined;

/** A target that can take the call. */
export interface Candidate {
  readonly name: string;
  readonly provider: Provider;
  /** Share of the calls, from 0. */
  readonly weight: number;
  /** Lower numbers come first; all candidates of one pick have the same. */
  readonly priority: number;
  /** Calls that it is busy with. */
  readonly inFlight: number;
  /** Usual time to the first content in milliseconds, recent calls counting more; `undefined` before the first. */
  readonly latencyMs: number | undefined;
  /** The model that it would be asked for. */
  modelFor(model: string | undefined): string | undefined;
  /** What the call would cost in US dollars, estimated; `undefined`: not known. */
  priceOf(call: PickContext): number | undefined;
}

/** The call that a target is chosen for. */
export interface PickContext {
  readonly operation: 'chat' | 'stream' | 'embed' | 'countTokens';
  readonly request: ChatRequest | EmbedRequest;
  /** The model that is asked for. */
  readonly model: string | undefined;
  /** Tokens that the request is long, estimated: a token for each four characters. */
  readonly inputTokens: number;
  /** From `providerOptions.router.stickyKey`: calls of the same key belong on the same target. */
  readonly stickyKey: string | undefined;
}

/** The strategies that a router knows by name. */
export const strategyNames = ['fallback', 'weighted', 'least-busy', 'latency', 'cheapest', 'sticky'] as const;

/** The name of a strategy that a router knows. */
export type StrategyName = (typeof strategyNames)[number];
