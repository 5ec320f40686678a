import type { Capabilities } from '@modelport/core';
import type { Quirks } from '../quirks.js';

/** One service or server that speaks the dialect, as plain data. `definePreset` makes a provider type of it. */
export interface Preset {
  /** Canonical type in kebab-case. */
  readonly type: string;
  /** Other names for the type. */
  readonly aliases?: readonly string[] | undefined;
  /** Name for people; errors and lists show it. */
  readonly displayName: string;
  readonly location: 'local' | 'cloud';
  /** Where its API is. Absent: the user must say. */
  readonly baseUrl?: string | undefined;
  /** Ends of its host names, in whole labels. Those of this package's presets are recognised whatever the type. */
  readonly hosts?: readonly string[] | undefined;
  /** A key is required, though a `client` or a header of the user's may stand for it. Default: as `location` is `cloud`. */
  readonly needsKey?: boolean | undefined;
  /** Environment variables by option, first match wins, where they differ from `<TYPE>_<OPTION>`. */
  readonly environment?: Readonly<Record<string, readonly string[]>> | undefined;
  /** How it deviates from the common dialect. */
  readonly quirks?: Partial<Quirks> | undefined;
  /** Name on the wire of each request option that it has beyond the common ones. */
  readonly requestFields?: Readonly<Record<string, string>> | undefined;
  readonly capabilities?: Capabilities | undefined;
  /** Ids of models to name while the list cannot be read. */
  readonly models?: readonly string[] | undefined;
  /** Most inputs of one embedding request. Default 96. */
  readonly embedBatchLimit?: number | undefined;
  /** Its behaviour was checked against its wire documentation in tests. Default false. */
  readonly proven?: boolean | undefined;
  /** Page that documents it. */
  readonly documentation?: string | undefined;
}

/** Names on the wire of the request options of an interface, all of them and no others. */
export type FieldNames<RequestOptions extends object, Common extends object = Record<never, never>> = {
  readonly [Name in Exclude<keyof RequestOptions, keyof Common>]-?: string;
};
