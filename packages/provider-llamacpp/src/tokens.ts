import { ProviderError } from '@modelport/core';
import { asRecord } from '@modelport/provider-utils';
import { checkInput } from './check-input.js';

/** A text to cut into tokens. */
export interface TokenizeInput {
  readonly content: string;
  /** Model of a router. Default: the provider's. */
  readonly model?: string | undefined;
  /** Adds the tokens that every prompt starts with. Default false. */
  readonly addSpecial?: boolean | undefined;
  /** Reads `<|im_start|>` and the like as one token each, not as text. Default true. */
  readonly parseSpecial?: boolean | undefined;
  /** Gives each token with its text. Default false. */
  readonly withPieces?: boolean | undefined;
}

/** A token with its text. */
export interface TokenPiece {
  readonly id: number;
  /** Bytes where a character is split over several tokens. */
  readonly piece: string | readonly number[];
}

/** Tokens to join to text. */
export interface DetokenizeInput {
  readonly tokens: readonly number[];
  /** Model of a router. Default: the provider's. */
  readonly model?: string | undefined;
}

/** Writes the body of a `/tokenize` request. @throws ProviderError `REQUEST_INVALID` where there is no text. */
export function toTokenizeBody(input: string | TokenizeInput): Record<string, unknown> {
  const given = typeof input === 'string' ? { content: input } : input;
  checkInput('tokenize', typeof given?.content === 'string', 'a text, or { content: text }');
  const { content, addSpecial, parseSpecial, withPieces } = given as TokenizeInput;
  return {
    content,
    ...(addSpecial !== undefined && { add_special: addSpecial }),
    ...(parseSpecial !== undefined && { parse_special: parseSpecial }),
    ...(withPieces !== undefined && { with_pieces: withPieces }),
  };
}

/** Writes the body of a `/detokenize` request. @throws ProviderError `REQUEST_INVALID` for anything but a list of numbers. */
export function toDetokenizeBody(input: readonly number[] | DetokenizeInput): Record<string, unknown> {
  const tokens = 'tokens' in Object(input) ? (input as DetokenizeInput).tokens : input;
  const isList = Array.isArray(tokens) && tokens.every((token) => Number.isInteger(token));
  checkInput('detokenize', isList, 'a list of whole numbers, or { tokens: list }');
  return { tokens };
}

/**
 * Reads the answer of `/tokenize`: numbers, or tokens with their text.
 * @throws ProviderError `RESPONSE_INVALID` where there are none.
 */
export function readTokens(answer: unknown): readonly number[] | readonly TokenPiece[] {
  const tokens = asRecord(answer)?.['tokens'];
  if (!Array.isArray(tokens)) throw missing('list', 'tokens');
  return tokens;
}

interface Kinds {
  readonly string: string;
  readonly number: number;
}

/** Reads one field of an answer. @throws ProviderError `RESPONSE_INVALID` where it is missing or of another kind. */
export function readField<Kind extends keyof Kinds>(answer: unknown, field: string, kind: Kind): Kinds[Kind] {
  const value = asRecord(answer)?.[field];
  if (typeof value !== kind) throw missing(kind, field);
  return value as Kinds[Kind];
}

function missing(kind: string, field: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `The answer has no ${kind} "${field}". Is baseUrl that of a llama-server?`,
  });
}
