import type { AttemptRecord, ChatResponse, RateLimit } from './contract.js';
import { defined } from './defined.js';

/**
 * All codes that Modelport itself uses, in the order of `docs/errors.md`. The list is open: a provider may use a code
 * of its own, which is then treated by `retryable` alone.
 */
export const errorCodes = [
  // Configuration: nothing was sent.
  'PROVIDER_NOT_FOUND',
  'PROVIDER_TYPE_CONFLICT',
  'SPEC_VERSION_UNSUPPORTED',
  'SETTING_INVALID',
  'SETTING_MISSING',
  'REQUEST_INVALID',
  'NOT_SUPPORTED',
  // Backend: the server answered.
  'AUTH_FAILED',
  'PERMISSION_DENIED',
  'INSUFFICIENT_FUNDS',
  'RATE_LIMITED',
  'MODEL_NOT_FOUND',
  'MODEL_LOADING',
  'CONTEXT_LENGTH_EXCEEDED',
  'CONTENT_FILTERED',
  'OVERLOADED',
  'BACKEND_ERROR',
  // Connection: no answer, or half of one.
  'BACKEND_UNREACHABLE',
  'TIMEOUT',
  'STREAM_INTERRUPTED',
  'RESPONSE_INVALID',
  'ABORTED',
] as const;

/** A code that Modelport itself uses; `docs/errors.md` has a heading for each. */
export type KnownErrorCode = (typeof errorCodes)[number];

/** Any error code: the known ones complete in an editor, a provider may add its own. */
export type ErrorCode = KnownErrorCode | (string & {});

/** The codes after which the same call may succeed when it is made again. */
const retryableCodes: readonly ErrorCode[] = [
  'RATE_LIMITED',
  'MODEL_LOADING',
  'OVERLOADED',
  'BACKEND_ERROR',
  'BACKEND_UNREACHABLE',
  'STREAM_INTERRUPTED',
] satisfies KnownErrorCode[];

/** What a {@link ProviderError} is made from; everything but `code` and `message` is optional. */
export interface ProviderErrorDetails {
  /** What kind of failure it is. */
  readonly code: ErrorCode;
  /** What happened, with which value, and what to do next. Never a key, an `Authorization` header or a prompt. */
  readonly message: string;
  /** Name of the provider instance; core fills it in. */
  readonly provider?: string | undefined;
  /** Type of the provider; core fills it in. */
  readonly type?: string | undefined;
  /** HTTP status of the answer, where there was one. */
  readonly status?: number | undefined;
  /** Whether the same call may succeed later. Default: by code; an unknown code is not retried. */
  readonly retryable?: boolean | undefined;
  /** How long the backend asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The caller's request id, else the one the backend gave. */
  readonly requestId?: string | undefined;
  /** Response headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Rate limits that came with the answer. */
  readonly rateLimit?: RateLimit | undefined;
  /** The response so far, where content had already come. */
  readonly partial?: ChatResponse | undefined;
  /** Every attempt that was made, in order. */
  readonly attempts?: readonly AttemptRecord[] | undefined;
  /** The option, setting or request field that is wrong, such as `baseUrl` or `messages[2].role`. */
  readonly setting?: string | undefined;
  /** What would have been accepted, or what was tried. */
  readonly candidates?: readonly string[] | undefined;
  /** Which timer fired, with `TIMEOUT`. */
  readonly timer?: 'connect' | 'first-event' | 'idle' | 'total' | undefined;
  /** The error behind this one. */
  readonly cause?: unknown;
}

const brand = Symbol.for('@modelport/core/ProviderError');

/**
 * The one error class of Modelport. Tell errors apart by `code`; use {@link ProviderError.isInstance}
 * instead of `instanceof`, because several copies of core may be loaded.
 */
export class ProviderError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  declare readonly provider?: string;
  declare readonly type?: string;
  declare readonly status?: number;
  declare readonly retryAfterMs?: number;
  declare readonly requestId?: string;
  declare readonly headers?: Readonly<Record<string, string>>;
  declare readonly rateLimit?: RateLimit;
  declare readonly partial?: ChatResponse;
  declare readonly attempts?: readonly AttemptRecord[];
  declare readonly setting?: string;
  declare readonly candidates?: readonly string[];
  declare readonly timer?: 'connect' | 'first-event' | 'idle' | 'total';

  constructor({ code, message, retryable, cause, ...details }: ProviderErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryable ?? retryableCodes.includes(code);
    Object.assign(this, defined(details));
    // Not enumerable: neither belongs into logs.
    Object.defineProperties(this, {
      name: { value: code === 'ABORTED' ? 'AbortError' : 'ProviderError' },
      [brand]: { value: true },
    });
  }

  /** Whether `value` is a `ProviderError` of this or any other copy of core. */
  static isInstance(value: unknown): value is ProviderError {
    return typeof value === 'object' && value !== null && (value as { [brand]?: unknown })[brand] === true;
  }

  /**
   * Makes a `ProviderError` of anything that was thrown. The rules, first match wins:
   * 1. A `ProviderError` stays what it is; `defaults` fill in only what it lacks.
   * 2. An `AbortError` becomes `ABORTED`.
   * 3. A failed connection (a known system code on the error or its cause, or fetch's "fetch failed")
   *    becomes `BACKEND_UNREACHABLE`; one that broke after the answer began becomes `STREAM_INTERRUPTED`.
   * 4. Anything else becomes `defaults.code`, or `BACKEND_ERROR` that is not retried.
   */
  static from(reason: unknown, defaults: Partial<ProviderErrorDetails> = {}): ProviderError {
    return errorFrom(reason, defaults);
  }

  /** A plain object for logs: code, message and every detail; no stack, no cause. */
  toJSON(): Record<string, unknown> {
    const { name, message } = this;
    return { name, message, ...(this as object) };
  }
}

/** In a function of its own: a class that names itself is renamed by bundlers, and printed under that name. */
function errorFrom(reason: unknown, defaults: Partial<ProviderErrorDetails>): ProviderError {
  if (ProviderError.isInstance(reason)) {
    const lacking = Object.entries(defaults).filter(
      ([key, value]) => value !== undefined && !(key in reason),
    );
    const whole = lacking.length === 0 && reason instanceof ProviderError;
    return whole ? reason : changeError(reason, Object.fromEntries(lacking));
  }
  const aborted = reason instanceof Error && reason.name === 'AbortError';
  const code = aborted ? 'ABORTED' : connectionCode(reason);
  return new ProviderError({
    message: describe(reason),
    ...(code === undefined && defaults.code === undefined && { retryable: false }),
    ...defined(defaults),
    code: code ?? defaults.code ?? 'BACKEND_ERROR',
    cause: reason,
  });
}

/** The same error with other details; with another message, the stack starts anew too. */
export function changeError(error: ProviderError, changes: Partial<ProviderErrorDetails>): ProviderError {
  const { message, cause, stack } = error;
  const changed = new ProviderError({ ...error, message, cause, ...changes });
  if (stack !== undefined && changed.message === message) changed.stack = stack;
  return changed;
}

const unreachable =
  /^(ECONN(REFUSED|RESET)|E(HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EADDRNOTAVAIL|EPIPE|UND_ERR_|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

function connectionCode(reason: unknown): KnownErrorCode | undefined {
  for (let at = reason, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if (at.message === 'terminated') return 'STREAM_INTERRUPTED';
    if (at.message === 'fetch failed' || unreachable.test(String((at as { code?: unknown }).code)))
      return 'BACKEND_UNREACHABLE';
  }
  return undefined;
}

function describe(reason: unknown): string {
  if (reason instanceof Error) return reason.message || reason.name;
  return typeof reason === 'string' ? reason : `A value that is no error was thrown: ${typeof reason}.`;
}
