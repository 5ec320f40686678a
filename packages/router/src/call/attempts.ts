import { type AttemptRecord, ProviderError } from '@modelport/core';
import type { Turn } from './turn.js';

/** Attempts that a message names. */
const mostShown = 10;

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
