import type { ProviderDefinition } from '@modelport/core';
import type { Answer } from './answer.js';
import type { CaseTransport } from './case-context.js';
import type { ConformanceCase } from './conformance-case.js';
import type { WireEncoder } from './wire-encoder.js';

/** A provider under test, as its author describes it. */
export interface ConformanceSubject {
  /** What the package registers. */
  // biome-ignore lint/suspicious/noExplicitAny: a definition of any options and driver
  readonly definition: ProviderDefinition<any, any>;
  /**
   * For a composite: what its targets are of. Its driver tells which operations there are; else all are expected. The capabilities
   * of `definition` should be those of the targets.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a definition of any options and driver
  readonly target?: ProviderDefinition<any, any> | undefined;
  /** Tells apart several subjects of one definition. Default: the type. */
  readonly name?: string | undefined;
  /** The backend's side of the wire. Absent: the provider talks to none; then `replies` is needed. */
  readonly wire?: WireEncoder | undefined;
  /** Options that every instance needs, beside `baseUrl`, `model` and `apiKey`. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** The options that point an instance at the kit's backend. Default: `baseUrl`, the origin and the wire's `basePath`. */
  connect?(origin: string): Readonly<Record<string, unknown>>;
  /** Over which transports it can be asked. Default: both; a client that the user gives is a way of its own. */
  readonly transports?: readonly CaseTransport[] | undefined;
  /** Default model. Default: `conformance-model`. */
  readonly model?: string | undefined;
  /** For a provider without a backend: the options that make it answer so, one answer after the other. */
  replies?(answers: readonly Answer[]): Readonly<Record<string, unknown>>;
  /** Imports the module that registers the type, for the cases about registration: `() => import('../src/register.js')`. */
  register?(): Promise<unknown>;
  /**
   * Cases that fail, with the reason: by id, or by `<id> over own` or `<id> over fetch` where one transport alone is concerned.
   * One that passes, or does not concern the provider, is a failure, so that the list stays true.
   */
  readonly knownFailing?: Readonly<Record<string, string>> | undefined;
  /** The author's own cases, for what only this backend has. */
  readonly cases?: readonly ConformanceCase[] | undefined;
}
