import type { CallOptions, Observer, PriceCatalog } from '../contract.js';

/** What a call needs to know of its provider. */
export interface CallOwner {
  readonly name: string;
  readonly type: string;
  /** Where requests go. */
  readonly baseUrl?: string | undefined;
  /** The same without user name, password and query. */
  readonly publicUrl?: string | undefined;
  readonly location?: 'local' | 'cloud' | 'any' | undefined;
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The values of all options that are secrets. */
  readonly secrets?: readonly unknown[] | undefined;
  /** Defaults of the provider for every call. */
  readonly defaults: CallOptions;
  readonly observers: readonly Observer[];
  readonly prices?: PriceCatalog | undefined;
}
