import type { ProviderError } from '@modelport/core';
import type { MapError } from '@modelport/provider-openai-compatible/extend';
import {
  asCount,
  asFlag,
  asList,
  asRecord,
  asText,
  httpError,
  type JsonRecord,
} from '@modelport/provider-utils';

/** What everybody calls OpenRouter in messages. */
export const serverName = 'OpenRouter';

const invalidRequest = 'invalid_request_error';

/**
 * OpenRouter's words for errors (`error.availability.code`, `metadata.error_type`) that are its own, as labels that are
 * known of other services. https://openrouter.ai/docs/api-reference/errors
 */
const labels: Readonly<Record<string, string>> = {
  no_endpoints: 'model_not_found',
  model_unavailable_upstream: 'model_not_found',
  free_variant_ended: 'model_not_found',
  not_found: 'model_not_found',
  privacy_restricted: 'not_supported_error',
  constraint_filtered: 'not_supported_error',
  region_restricted: 'permission_denied',
  refusal: 'content_policy_violation',
  wrong_endpoint: invalidRequest,
  invalid_request: invalidRequest,
  invalid_prompt: invalidRequest,
  max_tokens_exceeded: invalidRequest,
  string_too_long: invalidRequest,
  precondition_failed: invalidRequest,
  payload_too_large: invalidRequest,
  unprocessable: invalidRequest,
  invalid_image: invalidRequest,
  image_too_large: invalidRequest,
  image_too_small: invalidRequest,
  unsupported_image_format: invalidRequest,
  image_not_found: invalidRequest,
  image_download_failed: invalidRequest,
  unmapped: 'server_error',
};

/** The parts of an error body. */
interface Failure {
  readonly error: JsonRecord;
  readonly metadata: JsonRecord;
  readonly availability: JsonRecord;
}

/**
 * Sharpens an error by OpenRouter's `error.metadata` and `error.availability`, and shows them in the message: which
 * provider failed, what it said, which models would do.
 */
export const mapOpenRouterError: MapError = (error, body, response) => {
  const failure = readFailure(body);
  if (failure === undefined) return undefined;
  const { availability } = failure;
  const label = labelOf(failure, error);
  // The 404 of an image would be taken for that of a wrong base URL.
  const isMisleading = label === invalidRequest && error.status === 404;
  const status = isMisleading ? undefined : error.status;
  const { code, message, retryable } = httpError({
    serverName,
    // An error inside a 200 has a status only in its body.
    status: isMisleading ? undefined : response?.status,
    body: {
      error: { ...describedError(failure), ...(label !== undefined && { type: label, code: status }) },
    },
  });
  const seconds = asCount(availability['retry_after']);
  return {
    code,
    message,
    retryable: asFlag(availability['retryable']) ?? retryable,
    retryAfterMs: error.retryAfterMs ?? (seconds === undefined ? undefined : seconds * 1_000),
  };
};

function readFailure(body: unknown): Failure | undefined {
  const error = asRecord(asRecord(body)?.['error']);
  return (
    error && {
      error,
      metadata: asRecord(error['metadata']) ?? {},
      availability: asRecord(error['availability']) ?? {},
    }
  );
}

/** The error with all its details in the message. */
function describedError(failure: Failure): JsonRecord {
  const { error, metadata } = failure;
  const details = describe(failure);
  const raw = metadata['raw'];
  return {
    ...error,
    message: `${asText(error['message']) ?? ''}${details === '' ? '' : ` (${details})`}`.trim(),
    // Some providers' words come as JSON that was parsed already.
    metadata: { ...metadata, raw: typeof raw === 'object' && raw !== null ? JSON.stringify(raw) : raw },
  };
}

const inFlightBudget = 'openrouter_in_flight_budget';

function labelOf(failure: Failure, { status, retryAfterMs }: ProviderError): string | undefined {
  const { error, metadata, availability } = failure;
  const limit = asText(metadata['limit_source']);
  const said = asText(error['message']) ?? '';
  // Too much at once passes; an empty account does not.
  const passes = limit === inFlightBudget || (limit === undefined && retryAfterMs !== undefined);
  if (status === 402 && passes) return 'rate_limit_exceeded';
  if (status === 403 && limit !== undefined) return 'payment_required';
  if (status === 403 && ['reasons', 'flagged_input', 'patterns'].some((name) => metadata[name] !== undefined))
    return 'content_policy_violation';
  if (/is not a valid model/i.test(said)) return 'model_not_found';
  const word = [availability['code'], error['error_type'], metadata['error_type']].find(asText);
  if (typeof word === 'string') return Object.hasOwn(labels, word) ? labels[word] : word;
  if (status !== 404) return undefined;
  // Without a word of its own: no provider is left for what was asked, or there is no such model.
  return /that support|data policy|allowed providers|preferences|requested/i.test(said)
    ? 'not_supported_error'
    : 'model_not_found';
}

/** What an error says beside its message. Never `flagged_input`, which is a piece of the prompt. */
function describe({ error, metadata, availability }: Failure): string {
  const constraint = asRecord(availability['constraint']);
  const details = {
    provider: metadata['provider_name'],
    model: metadata['model_slug'],
    error_type: error['error_type'] ?? metadata['error_type'],
    provider_code: metadata['provider_code'],
    reasons: metadata['reasons'],
    limit_source: metadata['limit_source'],
    resets_at: metadata['resets_at'],
    availability: availability['code'],
    affected_providers: availability['affected_providers'],
    excluded_by: availability['excluded_by'],
    constraint: constraint && [constraint['field'], constraint['detail']],
    fallback_models: availability['fallback_models'],
    docs: availability['docs_url'],
  };
  return Object.entries(details)
    .map(([name, value]) => [name, shown(value)])
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');
}

function shown(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return asList(value).map(shown).filter(Boolean).slice(0, 5).join(', ');
}
