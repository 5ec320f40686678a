import type { CallOptions } from '@modelport/core';
import type { RoutedCall } from './routed-call.js';
import type { Turn } from './turn.js';

/** What one attempt does. */
export interface Exchange<Result> {
  /** Asks the target of its turn. */
  ask(call: RoutedCall, turn: Turn, signal: CallOptions['signal']): Promise<Result>;
  /** The target has answered. */
  answered(call: RoutedCall, turn: Turn, result: Result): void;
}

/** That an attempt was answered, and what. */
export interface Answered<Result> {
  readonly turn: Turn;
  readonly result: Result;
}
