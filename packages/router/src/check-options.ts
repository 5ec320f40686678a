import { ProviderError } from '@modelport/core';

/** What a value of an option must be: in words, and as a check. */
export type Rule = readonly [accepted: string, accepts: (value: unknown) => boolean];

/** The rules of all options of an object. */
export type Rules<Name extends string> = Readonly<Record<Name, Rule>>;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

type KindName =
  | 'whole'
  | 'count'
  | 'retries'
  | 'amount'
  | 'share'
  | 'number'
  | 'milliseconds'
  | 'timer'
  | 'flag'
  | 'line'
  | 'record'
  | 'anything'
  | 'function'
  | 'headers';

/** Kinds of values that options have. */
export const kinds: Readonly<Record<KindName, Rule>> = {
  whole: ['a whole number from 0', (value) => Number.isSafeInteger(value) && (value as number) >= 0],
  retries: [
    'a whole number from 0 to 100',
    (value) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 100,
  ],
  count: ['a whole number from 1', (value) => Number.isSafeInteger(value) && (value as number) >= 1],
  amount: ['a number above 0', (value) => isNumber(value) && value > 0],
  share: ['a number from 0', (value) => isNumber(value) && value >= 0],
  number: ['a number', isNumber],
  milliseconds: ['a number of milliseconds from 1', (value) => isNumber(value) && value >= 1],
  timer: ['a number of milliseconds from 0', (value) => typeof value === 'number' && value >= 0],
  flag: ['true or false', (value) => typeof value === 'boolean'],
  line: ['a text that is not empty', (value) => typeof value === 'string' && value.trim() !== ''],
  record: ['an object', isRecord],
  // What whoever gets it checks itself.
  anything: ['anything', () => true],
  function: ['a function', (value) => typeof value === 'function'],
  headers: [
    'an object of header names and values, texts of printable ASCII characters',
    (value) => isRecord(value) && Object.entries(value).every(isHeader),
  ],
};

function isHeader([name, value]: readonly [string, unknown]): boolean {
  if (value === undefined) return true;
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && typeof value === 'string' && /^[\t -~]*$/.test(value.trim());
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Checks the options of an object; what is `undefined` counts as not given.
 * @param where What the object is called in messages: `targets[1].limits`; empty for the router's own options.
 * @throws ProviderError `SETTING_INVALID` naming the option and what is accepted.
 */
export function checkRecord<Name extends string>(given: unknown, rules: Rules<Name>, where: string): void {
  if (!isRecord(given))
    throw invalid(
      where,
      `${where === '' ? 'The options of a router' : `The option "${where}"`} must be an object.`,
    );
  for (const [name, value] of Object.entries(given)) {
    const setting = where === '' ? name : `${where}.${name}`;
    if (!Object.hasOwn(rules, name)) {
      const names = Object.keys(rules);
      throw invalid(setting, `A router has no option "${setting}". There are: ${names.join(', ')}.`, names);
    }
    if (value !== undefined) checkValue(value, rules[name as Name], setting);
  }
}

/** @throws ProviderError `SETTING_INVALID` naming the option and what is accepted. */
export function checkValue(value: unknown, [accepted, accepts]: Rule, setting: string): void {
  if (accepts(value)) return;
  throw invalid(setting, `The option "${setting}" must be ${accepted}; ${display(value)} is not.`);
}

/** The error of an option that is wrong. */
export function invalid(setting: string, message: string, candidates?: readonly string[]): ProviderError {
  return new ProviderError({ code: 'SETTING_INVALID', type: 'router', setting, candidates, message });
}

function display(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  return Object(value) === value ? `a value of type ${typeof value}` : String(value);
}
