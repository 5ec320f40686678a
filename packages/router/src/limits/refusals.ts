import { ProviderError } from '@modelport/core';
import type { LimitKind } from './limit-kinds.js';

/** A limit, and what is known of it when a call is refused for it. */
export interface RefusedLimit {
  readonly key: string;
  readonly kind: LimitKind;
  readonly limit: number;
  /** What the call is estimated at; `undefined`: any call would be refused. */
  readonly amount: number | undefined;
  readonly used: number;
  readonly resetMs: number;
}

/** A limit has no room for a call until its window ends. */
export function noRoom({ key, kind, limit, amount, used, resetMs }: RefusedLimit): ProviderError {
  const wanted =
    amount === undefined || used >= limit ? '' : `, and the call is estimated at ${show(amount)}`;
  return new ProviderError({
    code: 'RATE_LIMITED',
    retryAfterMs: Math.ceil(resetMs),
    message: `"${key}" has used ${show(used)} of ${show(limit)} ${kind.label} (limits.${kind.name})${wanted}. ${again(resetMs)}, raise the limit, or add a target.`,
  });
}

/** A limit will never have room for a call, however long it waits. */
export function neverRoom({ key, kind, limit, amount = 0 }: RefusedLimit): ProviderError {
  const smaller = kind.unit === 'requests' ? '' : 'make the request smaller or lower its maxTokens, ';
  const remedy = `${smaller}raise the limit, or add a target.`;
  return new ProviderError({
    code: 'RATE_LIMITED',
    retryable: false,
    message: `The call is estimated at ${show(amount)}, more than all ${show(limit)} ${kind.label} of "${key}" (limits.${kind.name}): ${remedy}`,
  });
}

/** The backend itself has said that nothing, or too little, is left. */
export function backendLimit(key: string, resetMs: number): ProviderError {
  return new ProviderError({
    code: 'RATE_LIMITED',
    retryAfterMs: Math.ceil(resetMs),
    message: `What the backend of "${key}" has said is left of its rate limit is too little for the call. ${again(resetMs)}, or add a target.`,
  });
}

function again(resetMs: number): string {
  return `Try again in ${Math.ceil(resetMs / 1_000)} s`;
}

/** Without the digits that adding fractions leaves behind. */
function show(amount: number): string {
  return String(Number(amount.toFixed(6)));
}
