import { ProviderError } from '@modelport/core';
import { asRecord } from '@modelport/provider-utils/define';

/** What one request can say to OpenAI and those who follow it: `providerOptions: { 'openai-compatible': { … } }`. */
export interface OpenAICompatibleRequestOptions {
  /** How long the answer should be. */
  readonly verbosity?: 'low' | 'medium' | 'high' | undefined;
  /** Queue that serves the request, such as `flex` or `priority`. */
  readonly serviceTier?: string | undefined;
  /** Requests with the same key share a prompt cache. */
  readonly promptCacheKey?: string | undefined;
  /** Stable id of your end user, for abuse detection. */
  readonly safetyIdentifier?: string | undefined;
  /** The older name of `safetyIdentifier`, which other servers know. */
  readonly user?: string | undefined;
  /** Bias by token id, -100 to 100. */
  readonly logitBias?: Readonly<Record<string, number>> | undefined;
  /** Kept with a stored answer. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Whether the service keeps the answer. */
  readonly store?: boolean | undefined;
}

/** Name on the wire of each request option. */
export const requestFields: { readonly [Name in keyof Required<OpenAICompatibleRequestOptions>]: string } = {
  verbosity: 'verbosity',
  serviceTier: 'service_tier',
  promptCacheKey: 'prompt_cache_key',
  safetyIdentifier: 'safety_identifier',
  user: 'user',
  logitBias: 'logit_bias',
  metadata: 'metadata',
  store: 'store',
};

/**
 * Copies request options into a body under their names on the wire.
 * @throws ProviderError `REQUEST_INVALID` for an option that is not in `fields`.
 */
export function copyRequestOptions(
  body: Record<string, unknown>,
  options: Readonly<Record<string, unknown>> | undefined,
  fields: Readonly<Record<string, string>>,
  type: string,
): void {
  for (const [name, value] of Object.entries(options ?? {})) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      const candidates = Object.keys(fields);
      throw new ProviderError({
        code: 'REQUEST_INVALID',
        setting: `providerOptions.${type}.${name}`,
        candidates,
        message: `There is no request option "${name}". Accepted: ${candidates.join(', ')}. Anything else can go into extraBody.`,
      });
    }
    // What the request itself says in an object, such as for the template, is kept beside it.
    if (value !== undefined) body[field] = asRecord(value) ? { ...asRecord(body[field]), ...value } : value;
  }
}
