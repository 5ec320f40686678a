import { refuse } from './refusal.js';

/** What a server lets pass that OpenAI refuses. */
export interface Leniency {
  /** Whether it ignores fields that it does not know. */
  readonly ignoresUnknownFields?: boolean | undefined;
  /** Whether it looks at types only, not at what they mean together (open tool calls, strict schemas, ...). */
  readonly checksTypesOnly?: boolean | undefined;
}

/**
 * Refuses a value that is not as it must be. `path` is the field's name as OpenAI gives it in `param`; without
 * `leniency` the check is as strict as OpenAI.
 */
export type Check = (value: unknown, path: string, leniency?: Leniency) => void;

/** A value with any content. */
export const anything: Check = () => {};

/** A string, of a pattern if one is given. */
export function string(pattern?: RegExp): Check {
  return (value, path) => {
    if (typeof value !== 'string') wrongType(value, path, 'a string');
    if (pattern !== undefined && !pattern.test(value)) {
      refuse(
        `Invalid '${path}': the string does not match the pattern '${pattern.source}'.`,
        path,
        'invalid_value',
      );
    }
  };
}

interface NumberBounds {
  min?: number;
  max?: number;
  integer?: boolean;
}

interface ListBounds {
  min?: number;
  max?: number;
}

/** A number within bounds. */
export function number({ min = -Infinity, max = Infinity, integer = false }: NumberBounds = {}): Check {
  return (value, path) => {
    if (typeof value !== 'number') wrongType(value, path, integer ? 'an integer' : 'a number');
    if (integer && !Number.isInteger(value)) wrongType(value, path, 'an integer');
    const kind = integer ? 'integer' : 'decimal';
    if (value < min) {
      refuse(`Invalid '${path}': ${value} is below the minimum of ${min}.`, path, `${kind}_below_min_value`);
    }
    if (value > max) {
      refuse(`Invalid '${path}': ${value} is above the maximum of ${max}.`, path, `${kind}_above_max_value`);
    }
  };
}

export const boolean: Check = (value, path) => {
  if (typeof value !== 'boolean') wrongType(value, path, 'a boolean');
};

/** One of some strings. */
export function oneOf(...accepted: readonly string[]): Check {
  return (value, path) => {
    if (typeof value !== 'string') wrongType(value, path, `one of ${accepted.join(', ')}`);
    if (!accepted.includes(value)) {
      refuse(
        `Invalid value: '${value}'. Supported values are: ${accepted.join(', ')}.`,
        path,
        'invalid_value',
      );
    }
  };
}

/** A list whose items all pass. */
export function list(item: Check, { min = 0, max = Infinity }: ListBounds = {}): Check {
  return (value, path, leniency) => {
    if (!Array.isArray(value)) wrongType(value, path, 'an array');
    if (value.length < min) {
      refuse(
        `Invalid '${path}': at least ${min} items are needed, not ${value.length}.`,
        path,
        'empty_array',
      );
    }
    if (value.length > max) {
      refuse(`Invalid '${path}': at most ${max} items are allowed.`, path, 'array_above_max_length');
    }
    for (const [index, entry] of value.entries()) item(entry, `${path}[${index}]`, leniency);
  };
}

/** An object with no other fields than these; the `required` ones must be there. */
export function object(fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return (value, path, leniency) => {
    if (!isObject(value)) wrongType(value, path, 'an object');
    for (const name of required) {
      if (value[name] === undefined) missing(join(path, name));
    }
    for (const [name, entry] of Object.entries(value)) {
      const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (check === undefined) {
        if (leniency?.ignoresUnknownFields) continue;
        refuse(`Unknown parameter: '${join(path, name)}'.`, join(path, name), 'unknown_parameter');
      }
      check(entry, join(path, name), leniency);
    }
  };
}

/** An object of one of several kinds, told apart by its `field`. */
export function union(field: string, kinds: Readonly<Record<string, Check>>): Check {
  return (value, path, leniency) => {
    if (!isObject(value)) wrongType(value, path, 'an object');
    const kind = value[field];
    if (kind === undefined) missing(join(path, field));
    oneOf(...Object.keys(kinds))(kind, join(path, field));
    kinds[String(kind)]?.(value, path, leniency);
  };
}

/** What `check` accepts, or null. */
export function nullable(check: Check): Check {
  return (value, path, leniency) => {
    if (value !== null) check(value, path, leniency);
  };
}

/** A string that passes the first check, or something else that passes the second. */
export function stringOr(text: Check, other: Check): Check {
  return (value, path, leniency) => (typeof value === 'string' ? text : other)(value, path, leniency);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses for a field that is not there. */
export function missing(path: string): never {
  refuse(`Missing required parameter: '${path}'.`, path, 'missing_required_parameter');
}

function wrongType(value: unknown, path: string, expected: string): never {
  const name =
    value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
  refuse(`Invalid type for '${path}': expected ${expected}, but got ${name} instead.`, path, 'invalid_type');
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
