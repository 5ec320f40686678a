import { type AttemptRecord, ProviderError } from '@modelport/core';
import type { Turn } from './turn.js';

/** Attempts that a message names. */
const mostShown = 10;

/** What an attempt has failed with. One that was ended because the call's time was up says so, whatever its target made of it. */
export function errorOf(turn: Turn, reason: unknown): ProviderError {
  const {
    name: provider,
    provider: { type },
  } = turn.target;
  const error = ProviderError.from(reason, { provider, type });
  if (!turn.isLate) return error;
  const late = {
    code: 'TIMEOUT',
    reason: `${provider} had not answered when the time of the whole call was over. Give the call a longer timeout, or 0 for no limit.`,
  };
  const attempts = error.attempts?.map((attempt) =>
    attempt.code === 'ABORTED' ? { ...attempt, ...late } : attempt,
  );
  const { code, reason: message } = late;
  return new ProviderError({ ...error, code, message, attempts, timer: 'total', retryable: false });
}

/** The error of a call whose time is up before it could ask anybody. */
export function late(): ProviderError {
  return new ProviderError({
    code: 'TIMEOUT',
    timer: 'total',
    retryable: false,
    message:
      'The call timed out before a target could take it. Raise its timeout, or set it to 0 for no limit.',
  });
}

/** What a failed attempt at a target comes to in the list of attempts: those that its provider tells of, else itself. */
export function recordsOf(turn: Turn, error: ProviderError): readonly AttemptRecord[] {
  if (error.attempts && error.attempts.length > 0) return underName(turn, error.attempts);
  const { name: provider } = turn.target;
  const { code, status, message: reason } = error;
  return [
    {
      ...{ provider, ...modelOf(turn), durationMs: turn.durationMs, code },
      ...(status !== undefined && { status }),
      reason,
    },
  ];
}

/** The model of an attempt that no provider has told of. */
export function modelOf({ model }: Turn): Pick<AttemptRecord, 'model'> {
  return model === undefined ? {} : { model };
}

/** Attempts of a target's provider under the name of the target. */
function underName({ target }: Turn, attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  const { name, provider } = target;
  if (name === provider.name) return attempts;
  return attempts.map((attempt) =>
    attempt.provider === provider.name ? { ...attempt, provider: name } : attempt,
  );
}

/** An answer with the attempts that failed before it; itself, where there were none, and where it has no list of them. */
export function withAttempts<Answer extends { readonly attempts?: readonly AttemptRecord[] | undefined }>(
  turn: Turn,
  answer: Answer,
  failed: readonly AttemptRecord[],
): Answer {
  if (!answer.attempts) return answer;
  const own = underName(turn, answer.attempts);
  if (failed.length === 0 && own === answer.attempts) return answer;
  return { ...answer, attempts: [...failed, ...own] };
}

/**
 * The error in which a call ends, with all its attempts. Where several targets were tried, its message names them. `hint`: what else
 * to say.
 */
export function finalError(
  error: ProviderError,
  attempts: readonly AttemptRecord[],
  hint = '',
): ProviderError {
  if (attempts === error.attempts || attempts.length === 0) return error;
  const { message, cause, stack } = error;
  const changed = new ProviderError({
    ...error,
    attempts,
    cause,
    message: message + hint + triedOf(attempts),
  });
  // It begins with the message.
  if (stack !== undefined && changed.message === message)
    Object.defineProperty(changed, 'stack', { value: stack, configurable: true, writable: true });
  return changed;
}

function triedOf(attempts: readonly AttemptRecord[]): string {
  if (new Set(attempts.map(({ provider }) => provider)).size < 2) return '';
  const each = attempts.map(({ provider, code }) => `${provider} ${code}`);
  const more = each.length > mostShown ? ` and ${each.length - mostShown} more` : '';
  return ` Tried: ${each.slice(0, mostShown).join(', ')}${more}.`;
}
