import { ProviderError } from '@modelport/core';
import type {
  MockAnswer,
  MockError,
  MockReply,
  MockReplyFunction,
  MockSource,
  MockToolCall,
} from './mock-reply.js';

type Check = (value: unknown, path: string) => void;
type Fields<T> = { readonly [name in keyof Required<T>]: Check };

const text = check((value) => typeof value === 'string', 'a string');
const name = check((value) => typeof value === 'string' && value.trim() !== '', 'a string that is not empty');
const boolean = check((value) => typeof value === 'boolean', 'true or false');
const milliseconds = check(
  (value) => typeof value === 'number' && value >= 0 && value < Infinity,
  'a number of milliseconds, 0 or more',
);
const status = check(
  (value) => Number.isInteger(value) && Number(value) >= 400 && Number(value) < 600,
  'an HTTP status from 400 to 599',
);
const plainObject = check(isPlainObject, 'an object');
const finishReasons: readonly unknown[] = ['stop', 'length', 'tool-calls', 'content-filter', 'other'];

const toolCallFields: Fields<MockToolCall> = { name, arguments: plainObject, rawArguments: text, id: name };
const sourceFields: Fields<MockSource> = { url: name, title: text };
const errorFields: Fields<MockError> = {
  code: name,
  message: text,
  status,
  retryable: boolean,
  retryAfterMs: milliseconds,
};
const answerFields: Fields<MockAnswer> = {
  delayMs: milliseconds,
  reasoning: text,
  text,
  toolCalls: listOf(object(toolCallFields, ['name'])),
  sources: listOf(object(sourceFields, ['url'])),
  stall: boolean,
  error: (value, path) => (typeof value === 'string' ? name : object(errorFields, ['code']))(value, path),
  usage: plainObject,
  finishReason: check((value) => finishReasons.includes(value), `one of ${finishReasons.join(', ')}`),
  model: name,
};
const answer: Check = object(answerFields, []);

/**
 * Checks what a script is made from, but not the replies in it.
 * @throws ProviderError `SETTING_INVALID`
 */
export function checkReplies(value: unknown): asserts value is readonly MockReply[] | MockReplyFunction {
  if (typeof value === 'function' || Array.isArray(value)) return;
  throw invalid('replies', 'must be a list of replies, or one function', value);
}

/**
 * Checks one reply of a script. `path` is how it is called in errors, such as `replies[2]`.
 * @throws ProviderError `SETTING_INVALID`, naming the field: `replies[2].toolCalls[0].name`.
 */
export function checkReply(value: unknown, path: string): asserts value is MockReply {
  if (typeof value !== 'function') checkAnswer(value, path);
}

/**
 * Checks what a reply function gave.
 * @throws ProviderError `SETTING_INVALID`, naming the field: `replies[2](request).text`.
 */
export function checkAnswer(value: unknown, path: string): asserts value is string | MockAnswer {
  if (typeof value === 'string') return;
  if (!isPlainObject(value)) throw invalid(path, 'must be a text, an answer object or a function', value);
  answer(value, path);
}

function check(accepts: (value: unknown) => boolean, words: string): Check {
  return (value, path) => {
    if (!accepts(value)) throw invalid(path, `must be ${words}`, value);
  };
}

function listOf(item: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) throw invalid(path, 'must be a list', value);
    value.forEach((entry, index) => {
      item(entry, `${path}[${index}]`);
    });
  };
}

function object<T>(fields: Fields<T>, required: readonly (keyof T & string)[]): Check {
  const checks = new Map<string, Check>(Object.entries(fields));
  const names = [...checks.keys()];
  return (value, path) => {
    if (!isPlainObject(value)) throw invalid(path, 'must be an object', value);
    for (const key of required) {
      if (value[key] === undefined) throw invalid(`${path}.${key}`, 'is missing');
    }
    for (const [key, entry] of Object.entries(value)) {
      const field = checks.get(key);
      if (!field) throw invalid(`${path}.${key}`, `is not known; known here are ${names.join(', ')}`);
      if (entry !== undefined) field(entry, `${path}.${key}`);
    }
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, problem: string, ...value: unknown[]): ProviderError {
  const shown = value.length === 0 ? '' : `; it is ${display(value[0])}`;
  return new ProviderError({
    code: 'SETTING_INVALID',
    type: 'mock',
    setting: path,
    message: `${path} ${problem}${shown}.`,
  });
}

function display(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? typeof value;
  return Array.isArray(value) ? 'a list' : 'an object';
}
