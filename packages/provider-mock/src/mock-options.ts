import type { CommonOptions } from '@modelport/core';
import type { MockFlavour } from './flavour.js';
import type { MockReply, MockReplyFunction } from './mock-reply.js';
import type { MockScript, WhenExhausted } from './mock-script.js';

/** Options of `createProvider('mock', options)`. */
export interface MockOptions extends CommonOptions {
  /** Replies in order, or a function that answers every request. Default: the built-in model. */
  readonly replies?: readonly MockReply[] | MockReplyFunction | undefined;
  /** What follows the last of `replies`: an error, or that reply again. Default `error`. */
  readonly onExhausted?: WhenExhausted | undefined;
  /** A script of your own in place of `replies`: it shows the requests, and replies can be added later. */
  readonly script?: MockScript | undefined;
  /** Milliseconds before each answer begins. Default 0. */
  readonly latencyMs?: number | undefined;
  /** Milliseconds before each delta. Default 0. */
  readonly deltaMs?: number | undefined;
  /** Characters of each delta. Default: a word each. */
  readonly chunkSize?: number | undefined;
  /** Models that are offered; any other is then `MODEL_NOT_FOUND`. Default: `model` or `mock` is listed, any is taken. */
  readonly models?: readonly string[] | undefined;
  /** Whose ids, finish words, raw usage and errors to imitate. Default: none, with ids that are easy to read. */
  readonly flavour?: MockFlavour | undefined;
}

/** The mock has no request options. */
export type MockRequestOptions = Record<never, never>;

/** The mock has no extras. */
export type MockExtras = Record<never, never>;
