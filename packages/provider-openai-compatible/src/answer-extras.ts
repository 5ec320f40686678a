import type { ChatEvent, JsonValue, Timings, Usage } from '@modelport/core';
import type { WireAnswer } from './wire.js';

/**
 * Reads what only one kind of server sends. Made anew for each answer, so it may keep state.
 * Called for each event of a stream, or once with a whole answer, before the common fields are read.
 */
export type AnswerExtras = (answer: WireAnswer & Readonly<Record<string, unknown>>) => ExtraFacts | undefined;

/** What {@link AnswerExtras} found. */
export interface ExtraFacts {
  /** Events that belong to no part, such as `progress` and `source`. */
  readonly events?: readonly ChatEvent[] | undefined;
  /** Merged over the usage that was read, such as a cost. */
  readonly usage?: Usage | undefined;
  /** For the `finish` event. A later value replaces an earlier one. */
  readonly timings?: Timings | undefined;
  /** Beyond the contract, for the `finish` event. A later value replaces an earlier one. */
  readonly finishData?: JsonValue | undefined;
  /**
   * All data so far that must come back with the reasoning. Goes to the last reasoning part; where there is none, one is
   * opened at the end. A later value replaces an earlier one.
   */
  readonly reasoningData?: JsonValue | undefined;
  /** Reasoning that is in none of the common fields. */
  readonly reasoning?: string | undefined;
}
