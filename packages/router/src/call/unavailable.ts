import { ProviderError } from '@modelport/core';
import { CallEstimate } from '../limits/estimate.js';
import type { PickContext } from '../strategies/strategy.js';
import type { Target } from '../targets/target.js';

/** No target serves a model. */
export function modelNotServed(model: string | undefined, targets: readonly Target[]): ProviderError {
  if (targets.length === 0)
    return new ProviderError({
      code: 'SETTING_INVALID',
      setting: 'targets',
      message: 'The router has no target that is enabled. Give it one, or enable one.',
    });
  const names = [...new Set(targets.flatMap(({ modelNames = [] }) => modelNames))].filter(
    (name) => name !== '*',
  );
  return new ProviderError({
    code: 'MODEL_NOT_FOUND',
    setting: 'model',
    candidates: names,
    message: `No target of the router serves the model "${model}". They serve: ${names.join(', ')}.`,
  });
}

/** No target can take a call now: each that would do is left alone, has too little left of a limit, or is full. */
export function nobodyFree(targets: readonly Target[], call: PickContext): ProviderError {
  const states = targets.map((target) => ({ target, ...stateOf(target, call) }));
  const [soonest] = states.toSorted((a, b) => a.at - b.at);
  const wait = soonest ? Math.max(0, soonest.at - Date.now()) : Infinity;
  const shown = states.slice(0, 5).map(({ target, text }) => `${target.name} ${text}`);
  const more = states.length > 5 ? ` and ${states.length - 5} more` : '';
  const { code = 'OVERLOADED', hint = '' } = soonest ?? {};
  return new ProviderError({
    code,
    ...(wait < Infinity && wait > 0 && { retryAfterMs: Math.ceil(wait) }),
    message: `No target of the router can take the call: ${shown.join('; ')}${more}.${hint}`,
  });
}

/**
 * When a target may be asked again, in milliseconds since 1970; 0: now, but for a place. What is set aside for calls under way may be
 * given back any time.
 */
export function freeAt(target: Target, call: PickContext): number {
  const { availability, group, config } = target;
  const free = Math.max(availability.availableAt, group.blockedUntil(config.limits));
  return group.slots.inFlight > 0 ? free : Math.max(free, roomAt(refusalOf(target, call)));
}

/** Why the limits of a target have no room for a call, as far as is known. */
function refusalOf(target: Target, call: PickContext): ProviderError | undefined {
  return target.group.refusal(target.config.limits, new CallEstimate(call, target));
}

function roomAt(refusal: ProviderError | undefined): number {
  return refusal ? Date.now() + (refusal.retryAfterMs ?? Infinity) : 0;
}

interface State {
  /** When it may take the call, in milliseconds since 1970; 0: now, but for a place. */
  readonly at: number;
  readonly text: string;
  readonly code: string;
  readonly hint?: string | undefined;
}

function stateOf(target: Target, call: PickContext): State {
  const { availability, group, config } = target;
  const { state, error, until } = availability.facts;
  const blocked = group.blockedUntil(config.limits);
  const seconds = (at: number) => `for ${Math.ceil(Math.max(0, at - Date.now()) / 1_000)} s`;
  if (!availability.isAvailable) {
    const code = error?.code ?? 'BACKEND_ERROR';
    const how = state === 'half-open' ? 'is being tried again' : `is ${state} ${seconds(until ?? 0)}`;
    const at = Math.max(availability.availableAt, blocked);
    return { at, code, text: `${how} after ${code}`, hint: ' Its status() says why.' };
  }
  const refusal = refusalOf(target, call);
  const at = Math.max(blocked, roomAt(refusal));
  if (at > 0) {
    const text = blocked > 0 ? 'has used up a limit' : 'has too little left of a limit';
    const hint = refusal && ` ${refusal.message}`;
    return { at, code: 'RATE_LIMITED', text: at < Infinity ? `${text} ${seconds(at)}` : text, hint };
  }
  if (group.slots.isFree(config.limits))
    return { at, code: 'OVERLOADED', text: 'was not chosen by the strategy' };
  const { inFlight, queued } = group.slots;
  return {
    at,
    code: 'OVERLOADED',
    text: `is busy with ${inFlight} ${inFlight === 1 ? 'call' : 'calls'}, ${queued} more wait`,
    hint: ' Raise limits.concurrent or limits.queue, or add a target.',
  };
}
