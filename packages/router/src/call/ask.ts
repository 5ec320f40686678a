import { type CallOptions, type ChatRequest, notifyObservers } from '@modelport/core';
import { isRecord } from '../check-options.js';
import type { Router } from '../router.js';
import type { Target } from '../targets/target.js';
import { noOptions, plainOptions } from './plain-options.js';
import type { RoutedCall } from './routed-call.js';
import type { Turn } from './turn.js';

type WritableOptions = { -readonly [Name in keyof CallOptions]: CallOptions[Name] };

/** The model that a request asks for. It may be anything: what is wrong with it, the target says. */
export function modelAsked(given: unknown): string | undefined {
  return typeof given === 'string' ? undefined : (given as Partial<ChatRequest> | null | undefined)?.model;
}

/** What a target is asked: the request itself, where nothing about it is the target's own. */
export function requestFor<Given extends string | object>(
  call: RoutedCall,
  target: Target,
  given: Given,
): Given {
  const { requestDefaults } = target.config;
  const model = target.modelFor(call.model);
  if (!requestDefaults && model === modelAsked(given)) return given;
  const request: object = typeof given === 'string' ? { messages: given } : Object(given);
  // The defaults of a target are for chats.
  const defaults = call.operation === 'embed' ? undefined : requestDefaults;
  const asks = { ...defaults, ...defined(request), model } as Partial<ChatRequest>;
  const { providerOptions } = asks;
  if (!defaults?.providerOptions || !isRecord(providerOptions)) return asks as unknown as Given;
  // They are by type, and those of the router are among them: a target's own hold beside those.
  return {
    ...asks,
    providerOptions: { ...defaults.providerOptions, ...providerOptions },
  } as unknown as Given;
}

/**
 * How a target is asked: what the call says comes before what the target's options say, and that before the router's. The
 * target has no more time and no more attempts than the call has left.
 */
export function optionsFor(
  call: RoutedCall,
  { target, waitForModel }: Turn,
  signal: CallOptions['signal'],
): CallOptions {
  const { callDefaults: own } = target.config;
  const { callDefaults } = call.plan;
  const { options: given, attemptsLeft } = call;
  // A router among the targets tries each of its own once, before the next target here has its turn. It may have none.
  const { targetCount = 1 } = target.provider as Partial<Router>;
  const maxRetries = Math.min(own?.maxRetries ?? Math.max(0, targetCount - 1), attemptsLeft - 1);
  const isGoverned = given !== noOptions || callDefaults !== noOptions || own || signal || call.observer;
  if (!isGoverned && !call.isTimed && Number.isInteger(maxRetries) && maxRetries >= 0)
    return plainOptions(waitForModel, maxRetries);
  const options: WritableOptions = { ...callDefaults, ...own, ...defined(given) };
  if (signal) options.signal = signal;
  if (!waitForModel) options.waitForModel = false;
  // A number that makes no sense is handed on, so that it is refused by its name.
  if (attemptsLeft >= 1 && Number.isInteger(attemptsLeft)) options.maxRetries = maxRetries;
  if (callDefaults.headers || own?.headers)
    options.headers = { ...callDefaults.headers, ...own?.headers, ...given.headers };
  // The usual time of a call takes nothing from the timeout that a provider was made with; one that was asked for does.
  const timeLeft = call.isTimed ? call.timeLeft : Infinity;
  if (timeLeft < Infinity)
    options.timeout = Math.max(1, Math.min(own?.timeout || Infinity, Math.ceil(timeLeft)));
  if (call.observer) {
    const observers = [own?.observe, call.observer.attempt(target)].filter((each) => each !== undefined);
    options.observe = (event) => notifyObservers(observers, event);
  }
  return options;
}

/** What is given: `undefined` is as good as nothing. */
function defined<Value extends object>(value: Value): Value {
  if (!Object.values(value).includes(undefined)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Value;
}
