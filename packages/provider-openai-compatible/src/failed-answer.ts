import { ProviderError } from '@modelport/core';
import type { WireAnswer, WireChoice } from './wire.js';

/** Every way in which a server says inside an answer that it failed. */
export function isError(answer: WireAnswer, choice: WireChoice | null | undefined): boolean {
  return Boolean(
    answer.error ||
      answer.object === 'error' ||
      (answer as { type?: unknown }).type === 'error' ||
      answer.x_groq?.error ||
      choice?.error ||
      choice?.finish_reason === 'error',
  );
}

/** The part of a failed answer that tells of the failure. */
export function errorBody(answer: WireAnswer, choice: WireChoice | null | undefined): unknown {
  if (answer.error || answer.object === 'error') return answer;
  const error = answer.x_groq?.error ?? choice?.error;
  return error ? { error } : { error: { message: 'The model stopped with an error.' } };
}

/** The error for a successful response that holds no answer. */
export function noAnswer(what: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `The server answered with ${what}. Is baseUrl that of an OpenAI-compatible API?`,
  });
}
