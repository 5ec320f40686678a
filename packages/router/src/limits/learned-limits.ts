import type { RateLimit, RateLimitWindow } from '@modelport/core';

/** What had begun when a call began: what came later, its answer does not know of. */
export interface LearnedMark {
  readonly requests: number;
  readonly tokens: number;
}

/** What a backend has said is left, and until when it says so. */
interface Left {
  readonly remaining: number;
  readonly limit: number;
  readonly resetAt: number;
  /** How much had begun in all when the answering call began. */
  readonly begun: number;
}

/**
 * What the answers of a backend tell of its limits. What they say is left counts down with each call that begins after the one that
 * was answered, and holds until the time that they say. An answer without that time teaches nothing.
 */
export class LearnedLimits {
  #begunRequests = 0;
  #begunTokens = 0;
  #requests: Left | undefined;
  #tokens: Left | undefined;
  #newest = 0;

  /** Counts a call that begins. The tokens of its estimate are read only where a limit of tokens has been learned. */
  begin(estimate: { readonly tokens: number }): LearnedMark {
    this.#begunRequests += 1;
    if (this.#tokens) this.#begunTokens += estimate.tokens;
    return { requests: this.#begunRequests, tokens: this.#begunTokens };
  }

  /** Takes note of an answer to the call that has this mark. One to an earlier call than the last one says nothing new. */
  learn({ requests, tokens }: RateLimit, mark: LearnedMark): void {
    if (mark.requests < this.#newest) return;
    this.#newest = mark.requests;
    this.#requests = readWindow(requests, mark.requests) ?? this.#requests;
    this.#tokens = readWindow(tokens, mark.tokens) ?? this.#tokens;
  }

  /** `Date.now()` when a call may begin again; 0: now, as far as is known. */
  blockedUntil(estimate?: { readonly tokens: number }): number {
    if (!this.#requests && !this.#tokens) return 0;
    const now = Date.now();
    const requests = blockOf(this.#requests, this.#begunRequests, 1, now);
    const tokens =
      this.#tokens && this.#tokens.resetAt > now
        ? blockOf(this.#tokens, this.#begunTokens, estimate?.tokens ?? 1, now)
        : 0;
    return Math.max(requests, tokens);
  }
}

function readWindow(
  { limit = Infinity, remaining, resetMs }: RateLimitWindow = {},
  begun: number,
): Left | undefined {
  if (remaining === undefined || resetMs === undefined) return undefined;
  return { remaining, limit, resetAt: Date.now() + resetMs, begun };
}

/** A call that wants more than the whole limit may try when all of it is left: it is only an estimate. */
function blockOf(left: Left | undefined, begun: number, wanted: number, now: number): number {
  if (!left || left.resetAt <= now) return 0;
  const remaining = left.remaining - (begun - left.begun);
  return remaining < Math.min(wanted, left.limit) ? left.resetAt : 0;
}
