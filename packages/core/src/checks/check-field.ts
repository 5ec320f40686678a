import type { Capabilities, Capability } from '../contract.js';
import { ProviderError } from '../errors.js';
import { isObject } from '../is-object.js';
import { didYouMean } from '../registry/suggest.js';
import { accepted, accepts, display, type FieldValue } from './check-options.js';

/** What a request is checked against. */
export interface RequestTarget {
  readonly type: string;
  readonly aliases?: readonly string[] | undefined;
  readonly capabilities: Capabilities;
  readonly model?: string | undefined;
  /** What messages call it, where that is not its type. */
  readonly subject?: string | undefined;
}

/** @throws ProviderError `NOT_SUPPORTED` where a capability is known to be missing. */
export function supported(
  { type, capabilities, subject = type }: RequestTarget,
  name: Capability,
  setting: string,
): void {
  if (capabilities[name] !== false) return;
  throw new ProviderError({
    code: 'NOT_SUPPORTED',
    setting,
    message: `${setting} needs ${name}, which ${subject} does not support.`,
  });
}

/** What each field of a request must be: a value that options have too, or words and a check. */
export type Rules<Name extends string = string> = Readonly<Record<Name, FieldValue | Rule>>;
type Rule = readonly [accepted: string, holds: (value: unknown) => boolean];

/** @throws ProviderError `REQUEST_INVALID` for a field that has no rule, or a value that its rule does not accept. */
export function checkFields(given: object, rules: Rules): void {
  for (const name of Object.keys(given)) {
    const value = (given as Record<string, unknown>)[name];
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule)
      throw invalid(name, `A request has no field "${name}".${didYouMean(name, Object.keys(rules))}`);
    if (value === undefined) continue;
    if (isRule(rule)) {
      if (rule[1](value)) continue;
      // Of a small object, such as `{ effort: 'huge' }`, its value says most. Messages are never shown.
      throw unfit(name, rule[0], isObject(value) && name !== 'messages' ? Object.values(value)[0] : value);
    }
    if (!accepts(rule, value) || Math.abs(Number(value)) === Infinity)
      throw unfit(name, accepted(rule), value);
  }
}

const isRule = (rule: Rules[string]): rule is Rule => Array.isArray(rule);

/**
 * Requires something of one field. `shown` is the value, where it may be shown.
 * @throws ProviderError `REQUEST_INVALID` unless the condition holds.
 */
export function check(setting: string, holds: boolean, words: string, ...shown: unknown[]): void {
  if (!holds) throw unfit(setting, words, ...shown);
}

/** The error that `check` throws, for who makes the name of a field only where it is needed. */
export function unfit(setting: string, words: string, ...shown: unknown[]): ProviderError {
  const problem = shown.map((value) => `; ${display(value, 'string')} is not`).join('');
  return invalid(setting, `${setting} must be ${words}${problem}.`);
}

function invalid(setting: string, message: string): ProviderError {
  return new ProviderError({ code: 'REQUEST_INVALID', setting, message });
}
