import type { Capabilities, Capability } from '../contract.js';
import { ProviderError } from '../errors.js';
import { didYouMean } from '../registry/suggest.js';
import { accepted, accepts, display, type Field } from './check-options.js';

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
export type Rules<Name extends string = string> = Readonly<Record<Name, Omit<Field, 'name'> | Rule>>;
type Rule = readonly [accepted: string, holds: (value: unknown) => boolean];

/** @throws ProviderError `REQUEST_INVALID` for a field that has no rule, or a value that its rule does not accept. */
export function checkFields(given: object, rules: Rules): void {
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule)
      throw invalid(name, `A request has no field "${name}".${didYouMean(name, Object.keys(rules))}`);
    if (value === undefined) continue;
    if (isRule(rule)) {
      // Of a small object, such as `{ effort: 'huge' }`, its value says most. Messages are never shown.
      const shown = isObject(value) && name !== 'messages' ? Object.values(value)[0] : value;
      check(name, rule[1](value), rule[0], shown);
    } else {
      const field = { ...rule, name };
      check(name, accepts(field, value) && Math.abs(Number(value)) !== Infinity, accepted(field), value);
    }
  }
}

const isRule = (rule: Rules[string]): rule is Rule => Array.isArray(rule);

/**
 * Requires something of one field. `shown` is the value, where it may be shown.
 * @throws ProviderError `REQUEST_INVALID` unless the condition holds.
 */
export function check(setting: string, holds: boolean, words: string, ...shown: unknown[]): void {
  if (holds) return;
  const problem = shown.map((value) => `; ${display(value, 'string')} is not`).join('');
  throw invalid(setting, `${setting} must be ${words}${problem}.`);
}

/** Whether a value is an object with members: no function and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(setting: string, message: string): ProviderError {
  return new ProviderError({ code: 'REQUEST_INVALID', setting, message });
}
