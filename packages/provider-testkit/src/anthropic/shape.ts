import { refuse } from './anthropic-refusal.js';

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Refuses a value that is not as it must be; `path` is the field's name as the API gives it: `messages.0.content`. */
export type Shape = (value: unknown, path: string) => void;

/** A value with any content. */
export const anything: Shape = () => {};

/** Takes a text. */
export const text: Shape = (value, path) => {
  if (typeof value !== 'string') refuse(`${path}: Input should be a valid string`);
};

/** Takes `true` or `false`. */
export const flag: Shape = (value, path) => {
  if (typeof value !== 'boolean') refuse(`${path}: Input should be a valid boolean`);
};

/** A number within bounds, in the words of the API. */
export function number(from: number, to: number = Infinity, integer: boolean = true): Shape {
  return (value, path) => {
    if (typeof value !== 'number')
      refuse(`${path}: Input should be a valid ${integer ? 'integer' : 'number'}`);
    if (integer && !Number.isInteger(value)) refuse(`${path}: Input should be a valid integer`);
    if (value < from) refuse(`${path}: Input should be greater than or equal to ${from}`);
    if (value > to) refuse(`${path}: Input should be less than or equal to ${to}`);
  };
}

/** One of some strings. */
export function oneOf(...accepted: readonly string[]): Shape {
  return (value, path) => {
    if (!accepted.includes(value as string)) {
      const last = accepted.at(-1) ?? '';
      const others = accepted.slice(0, -1).map((word) => `'${word}'`);
      refuse(`${path}: Input should be ${others.join(', ')}${others.length > 0 ? ' or ' : ''}'${last}'`);
    }
  };
}

/** A string that fits a pattern. */
export function matching(pattern: RegExp): Shape {
  return (value, path) => {
    text(value, path);
    if (!pattern.test(String(value))) refuse(`${path}: String should match pattern '${pattern.source}'`);
  };
}

/** A list whose items all pass. */
export function list(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) refuse(`${path}: Input should be a valid list`);
    for (const [index, entry] of value.entries()) item(entry, `${path}.${index}`);
  };
}

/** What passes the check, or null. */
export function nullable(shape: Shape): Shape {
  return (value, path) => {
    if (value !== null) shape(value, path);
  };
}

/** An object with no other fields than these; those whose name ends in `!` must be there. */
export function object(fields: Readonly<Record<string, Shape>>): Shape {
  const names = Object.keys(fields);
  const known = new Map(names.map((name) => [name.replace('!', ''), fields[name]]));
  return (value, path) => {
    const given = asFields(value, path);
    for (const name of names) {
      if (name.endsWith('!') && given[name.slice(0, -1)] === undefined) {
        refuse(`${join(path, name.slice(0, -1))}: Field required`);
      }
    }
    for (const [name, entry] of Object.entries(given)) {
      const shape = known.get(name);
      if (shape === undefined) refuse(`${join(path, name)}: Extra inputs are not permitted`);
      shape(entry, join(path, name));
    }
  };
}

/** An object of one of several kinds, told apart by its `type`. */
export function union(kinds: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    const { type } = asFields(value, path);
    if (type === undefined) refuse(`${path}.type: Field required`);
    const shape = Object.hasOwn(kinds, String(type)) ? kinds[String(type)] : undefined;
    if (shape === undefined) {
      const expected = Object.keys(kinds)
        .map((kind) => `'${kind}'`)
        .join(', ');
      refuse(
        `${path}: Input tag '${type}' found using 'type' does not match any of the expected tags: ${expected}`,
      );
    }
    shape(value, `${path}.${type}`);
  };
}

/** The value as an object. */
export function asFields(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(`${path}: Input should be an object`);
  }
  return value as Fields;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
