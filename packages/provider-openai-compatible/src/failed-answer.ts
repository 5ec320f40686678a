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

/** A failed answer with its error where all errors are: at the top. */
export function errorBody(answer: WireAnswer, choice: WireChoice | null | undefined): unknown {
  if (answer.error || answer.object === 'error') return answer;
  if (answer.x_groq?.error) return { error: groqError(answer.x_groq.error) };
  return { ...answer, error: choice?.error ?? { message: 'The model stopped with an error.' } };
}

/** Groq has but words for why it stopped a stream that it had begun: unless they say more, the failure is its own. */
function groqError(error: unknown): unknown {
  return typeof error === 'string' ? { message: error, type: 'server_error' } : error;
}

/** The error for a successful response that holds no answer. */
export function noAnswer(what: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `The server answered with ${what}. Is baseUrl that of an OpenAI-compatible API?`,
  });
}
