import type { Capability, ErrorCode } from '@modelport/core';
import type { CaseContext } from './case-context.js';
import type { WireGap } from './wire-encoder.js';

/** One thing that every provider must do. Makes its own subject, so it runs alone and in any order. */
export interface ConformanceCase {
  /** Stable: `stream/abort-mid-chunk`. */
  readonly id: string;
  /** What must be true, as a sentence. */
  readonly title: string;
  /** What rests on it: the sentence of the contract, or what users lose without it. */
  readonly reason: string;
  /** Faults of the wall that it plays: `F22`. */
  readonly faults?: readonly string[] | undefined;
  /** What the provider must be able to do for the case to make sense. Default: nothing. */
  readonly requires?: readonly Requirement[] | undefined;
  /**
   * The capability that this case proves. Where that is declared `false` the case runs all the same, as if it were not, and
   * must fail: what works must not be declared away.
   */
  readonly proves?: Capability | undefined;
  /** `next`: reported, but no failure yet; it becomes one with the next major version of the kit. */
  readonly level?: 'next' | undefined;
  /** It looks at the whole process, so nothing else may run beside it. */
  readonly isolated?: true | undefined;
  /** It is the same over every transport. */
  readonly offline?: true | undefined;
  /** @throws AssertionError that says what is wrong. */
  run(t: CaseContext): void | Promise<void>;
}

/** What a case may ask of a provider. */
export type Requirement =
  /** The definition does not declare it `false`. */
  | Capability
  /** It talks to a backend, so the subject has a `wire`. */
  | 'wire'
  /** A `fetch` that it is given is used: not where a client of the user's is. */
  | 'given-fetch'
  /** The driver has this member. */
  | `driver:${'chat' | 'listModels' | 'checkHealth' | 'embed' | 'countTokens'}`
  /** It can be asked how it is: the driver has `checkHealth` or `listModels`. */
  | 'health'
  /** The definition says this. */
  | 'definition:embedBatchLimit'
  /** The encoder says this. */
  | 'wire:version'
  /** The subject says how its type is registered. */
  | 'register'
  /** The definition says how a running server is recognised. */
  | 'probe'
  /** The option `baseUrl` tells where the backend is. */
  | 'base-url'
  /** It has a backend of its own: it is no composite, whose targets have. */
  | 'own-backend'
  /** It can be made without a key. */
  | 'optional-key'
  /** The definition has this setting. */
  | `setting:${string}`
  /** The backend has a way to say this, with a status or within a stream. */
  | `failure:${ErrorCode}`
  | `in-stream:${ErrorCode}`
  /** The wire can carry this. */
  | `carries:${WireGap}`;
