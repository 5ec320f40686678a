import type { CallOptions, Observer, PriceCatalog, Provider, ProviderExtras } from './contract.js';
import type { FetchLike } from './platform-types.js';

/**
 * The provider types that are known at compile time. Each provider package adds its own by declaration merging:
 *
 * ```ts
 * declare module '@modelport/core' {
 *   interface ProviderTypes {
 *     ollama: { options: OllamaOptions; requestOptions: OllamaRequestOptions; extras: OllamaExtras };
 *   }
 * }
 * ```
 *
 * An alias is typed by a line of its own: `'ollama-alias': OllamaTypes`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface ProviderTypes {}

/** A type string: those of installed packages complete in an editor; `auto` picks one. */
export type ProviderType = keyof ProviderTypes | 'auto';

/** A type string that is looked up at run time: known ones complete, any other is allowed. */
export type TypeName = keyof ProviderTypes | (string & {});

/** Options that every provider takes. Timers and `maxRetries` are defaults for its calls. */
export interface CommonOptions
  extends Pick<
    CallOptions,
    'connectTimeout' | 'firstEventTimeout' | 'idleTimeout' | 'timeout' | 'maxRetries'
  > {
  /** Where the backend is. Default: by type. */
  readonly baseUrl?: string | undefined;
  /** The key, or a function that gives one for each attempt (rotating tokens). */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Default model; sent as it is, never parsed. */
  readonly model?: string | undefined;
  /** Name of this instance, `[a-z0-9][a-z0-9._-]*`. Default: the type. */
  readonly name?: string | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Every request goes through it. Default: Node's own HTTP client, `fetch` elsewhere. */
  readonly fetch?: FetchLike | undefined;
  /** Told of what happens during every call. */
  readonly observe?: Observer | undefined;
  /** Knows prices of what the backend does not tell the cost of. Default: the registry's. */
  readonly prices?: PriceCatalog | undefined;
  /** Ids of models to name while the backend's list cannot be read. Default: `model`, and those of the type. */
  readonly models?: readonly string[] | undefined;
}

/** Options of a type that is not known at compile time. */
export type OpenOptions = CommonOptions & { readonly [option: string]: unknown };

/** The options of a type. */
export type OptionsOf<T> = T extends keyof ProviderTypes
  ? ProviderTypes[T] extends { options: infer Options }
    ? Options
    : OpenOptions
  : OpenOptions;

/** The provider that a type gives. */
export type ProviderOf<T> = T extends keyof ProviderTypes
  ? ProviderTypes[T] extends { provider: infer P }
    ? P
    : ProviderTypes[T] extends { extras: infer Extras extends object }
      ? Provider<Extras>
      : Provider
  : Provider<ProviderExtras>;
