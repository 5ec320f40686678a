import type { AnthropicErrorType } from './fake-anthropic-reply.js';

/** Statuses by https://platform.claude.com/docs/en/api/errors */
const statuses: Readonly<Record<AnthropicErrorType, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/** Thrown where the fake refuses a request: it becomes an error answer with Anthropic's error body. */
export class AnthropicRefusal extends Error {
  readonly type: AnthropicErrorType;

  constructor(type: AnthropicErrorType, message: string) {
    super(message);
    this.type = type;
  }

  get status(): number {
    return statuses[this.type];
  }
}

/** Anthropic's error body. */
export function errorBody(type: AnthropicErrorType, message: string, requestId: string): object {
  return { type: 'error', error: { type, message }, request_id: requestId };
}

/** The status that goes with an error of this type. */
export function statusOf(type: AnthropicErrorType): number {
  return statuses[type];
}

/** Refuses a request as invalid (400). */
export function refuse(message: string): never {
  throw new AnthropicRefusal('invalid_request_error', message);
}
