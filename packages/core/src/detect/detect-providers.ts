import type { Environment } from '../config/source.js';
import type { ProbeMatch } from '../contract.js';
import type { FetchLike, PlatformAbortSignal } from '../platform-types.js';
import type { LookupOptions } from '../registry/registry.js';

/**
 * Finds out which of the registered types can be used here: services whose key is in the environment, and local servers
 * that answer. Says what was found, where it was looked for, and what to choose: OpenAI, if there is a key, then LM Studio,
 * Ollama, llama.cpp and the other servers by the priority of their probes, then the other services.
 *
 * Harmless: local servers get only `GET` requests without key and body, all at once and for at most a second. They are
 * not asked for their models: what is chosen may have none, which `connectProvider('auto')` minds.
 * @throws ProviderError `SETTING_INVALID` for one of `urls` that is no URL, `ABORTED`; that nothing was found is no error.
 */
export async function detectProviders(options?: DetectOptions): Promise<Detection> {
  const { detect } = await import('./network.js');
  return detect(options);
}

/** Where and how to look for providers. */
export interface DetectOptions extends LookupOptions {
  /** Base URLs to look at besides the usual ones, or in their place. */
  readonly urls?: readonly string[] | undefined;
  /** Whether to look where servers of the registered types usually are. Default true. */
  readonly usualUrls?: boolean | undefined;
  /** Whether to look for services whose key is in the environment. Default true. */
  readonly services?: boolean | undefined;
  /** Variables that may hold keys and addresses. Default: those of this process. */
  readonly env?: Environment | undefined;
  /** Milliseconds for everything together. Default 1,000. */
  readonly timeout?: number | undefined;
  /** Every request goes through it. Default: the platform's. */
  readonly fetch?: FetchLike | undefined;
  readonly signal?: PlatformAbortSignal | undefined;
}

/** What was found, where it was looked for, and what to use. */
export interface Detection {
  /** What could be used, the best first, and behind it what lacks a key. */
  readonly found: readonly DetectedProvider[];
  /** Every place that was looked at. */
  readonly tried: readonly DetectionTry[];
  /** The first of `found` that lacks nothing. */
  readonly chosen?: DetectedProvider | undefined;
  /** One or more sentences: what was chosen and why, or why nothing was. */
  readonly reason: string;
}

/** A local server that answers, or a service of which there is a key. */
export interface DetectedProvider extends ProbeMatch {
  readonly type: string;
  /** Name of the type for people. */
  readonly displayName: string;
  /** Where the server answers. Absent: a service whose key is in the environment. */
  readonly baseUrl?: string | undefined;
  /** The environment variable that holds its key. */
  readonly keyVariable?: string | undefined;
}

/** One place that was looked at. */
export interface DetectionTry {
  readonly url: string;
  /** `unknown`: a server answers, but no registered type recognises it. */
  readonly outcome: 'found' | 'unknown' | 'unreachable' | 'timeout';
  /** The type of the server, where one was found. */
  readonly type?: string | undefined;
}
