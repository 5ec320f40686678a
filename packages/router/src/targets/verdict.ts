import type { ErrorCode, KnownErrorCode, ProviderError } from '@modelport/core';

/** What an error does to the target that it came from. */
export type TargetEffect = 'none' | 'failure' | 'cool' | 'out';

/** What an error means: for its target, and for the call. */
export interface Verdict {
  readonly effect: TargetEffect;
  /** Whether another target may be tried, before the first content. */
  readonly next: boolean;
  /** Whether it counts in the budget of attempts: not where no request was made. */
  readonly free?: true | undefined;
}

const verdicts: Readonly<Record<KnownErrorCode, Verdict>> = {
  // The key or the account: nothing that this target is asked will work.
  AUTH_FAILED: { effect: 'out', next: true },
  PERMISSION_DENIED: { effect: 'out', next: true },
  INSUFFICIENT_FUNDS: { effect: 'out', next: true },
  SETTING_MISSING: { effect: 'out', next: true },
  // It cannot be made at all.
  PROVIDER_NOT_FOUND: { effect: 'out', next: true },
  PROVIDER_TYPE_CONFLICT: { effect: 'out', next: true },
  SPEC_VERSION_UNSUPPORTED: { effect: 'out', next: true },
  // As a rule an option of the call, which is wrong anywhere.
  SETTING_INVALID: { effect: 'none', next: false },
  // It says itself when to come again.
  RATE_LIMITED: { effect: 'cool', next: true },
  MODEL_LOADING: { effect: 'cool', next: true },
  // The server or the way to it.
  OVERLOADED: { effect: 'failure', next: true },
  BACKEND_ERROR: { effect: 'failure', next: true },
  BACKEND_UNREACHABLE: { effect: 'failure', next: true },
  STREAM_INTERRUPTED: { effect: 'failure', next: true },
  TIMEOUT: { effect: 'failure', next: true },
  RESPONSE_INVALID: { effect: 'failure', next: true },
  // The target is well, another one may have what it lacks.
  MODEL_NOT_FOUND: { effect: 'none', next: true },
  CONTEXT_LENGTH_EXCEEDED: { effect: 'none', next: true },
  NOT_SUPPORTED: { effect: 'none', next: true, free: true },
  // The request is wrong, or unwanted: it would be anywhere.
  REQUEST_INVALID: { effect: 'none', next: false },
  CONTENT_FILTERED: { effect: 'none', next: false },
  ABORTED: { effect: 'none', next: false },
};

/** Judges the error of an attempt. `fallbackOn`: codes after which another target is tried all the same. */
export function judge(error: ProviderError, fallbackOn: readonly ErrorCode[] = []): Verdict {
  const verdict = verdictOf(error);
  const { effect } = verdict;
  // A server that says when to come again is busy, not broken.
  if (effect === 'failure' && error.code === 'OVERLOADED' && error.retryAfterMs !== undefined)
    return { effect: 'cool', next: true };
  if (error.code !== 'ABORTED' && fallbackOn.includes(error.code)) return { ...verdict, next: true };
  return verdict;
}

function verdictOf({ code, retryable, status, attempts }: ProviderError): Verdict {
  if (!Object.hasOwn(verdicts, code)) return { effect: retryable ? 'failure' : 'none', next: retryable };
  const { free, ...verdict } = verdicts[code as KnownErrorCode];
  // A backend that was asked has said it: that was an attempt.
  const wasSent = status !== undefined || (attempts?.length ?? 0) > 0;
  return free && !wasSent ? { ...verdict, free } : verdict;
}
