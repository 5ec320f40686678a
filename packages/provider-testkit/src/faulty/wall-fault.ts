import type { ErrorCode } from '@modelport/core';
import { openAIWire } from '../conformance/encoders/openai-wire.js';
import type { WireEncoder } from '../conformance/wire-encoder.js';
import type { InDialect } from './dialect.js';
import type { Fault } from './fault.js';

/** One fault of the wall, and what must come of it. */
export interface WallFault {
  /** What goes wrong. */
  readonly name: string;
  /** Whether it shows before the first content, when a call may still be repeated or go elsewhere, or after it. */
  readonly when: 'before-content' | 'after-content';
  /** Code of the error in which a call ends that meets nothing else. Absent: the answer is whole in the end. */
  readonly code?: ErrorCode | undefined;
  /** Whether the call is made again after it, within the bound of `maxRetries`. */
  readonly retried: boolean;
  /** The timer that ends it: set that to little, its default is minutes. */
  readonly timer?: 'first-event' | 'idle' | undefined;
  /** Whether a dialect can say it. */
  isPlayableIn(wire: WireEncoder): boolean;
  /** The scripts that play it. @throws Error where the dialect has no words for it. */
  make(dialect?: InDialect): Fault;
}

/** What must come of a fault, and what a dialect must be able to say. */
export interface WallFacts extends Partial<Pick<WallFault, 'code' | 'retried' | 'timer'>> {
  /** A refusal that a dialect needs words for. */
  readonly says?: ErrorCode | undefined;
  /** The same within a stream. */
  readonly saysInStream?: ErrorCode | undefined;
}

type Make = (dialect: { readonly wire: WireEncoder }) => Fault;

/** A fault that shows before the first content. */
export function before(name: string, make: Make, facts: WallFacts = {}): WallFault {
  return wallFault(name, 'before-content', make, facts);
}

/** A fault that shows after the first content. */
export function after(name: string, make: Make, facts: WallFacts = {}): WallFault {
  return wallFault(name, 'after-content', make, facts);
}

function wallFault(name: string, when: WallFault['when'], make: Make, facts: WallFacts): WallFault {
  const { says, saysInStream, retried = false, ...rest } = facts;
  return {
    ...{ name, when, retried },
    ...rest,
    isPlayableIn: (wire) =>
      (says === undefined || wire.failure({ code: says }) !== undefined) &&
      (saysInStream === undefined || wire.failureFrame?.({ code: saysInStream }) !== undefined),
    make: ({ wire = openAIWire } = {}) => make({ wire }),
  };
}
