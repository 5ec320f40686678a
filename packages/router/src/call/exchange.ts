import type { CallOptions } from '@modelport/core';
import type { Turn } from './turn.js';

/** What one attempt does. */
export interface Exchange<Result> {
  /** Asks the target of its turn. */
  ask(turn: Turn, signal: CallOptions['signal']): Promise<Result>;
  /** The target has answered. */
  answered(turn: Turn, result: Result): void;
}

/** That an attempt was answered, and what. */
export interface Answered<Result> {
  readonly turn: Turn;
  readonly result: Result;
}
