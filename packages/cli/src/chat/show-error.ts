import { ProviderError } from '@modelport/core';
import { UsageError } from '../arguments.js';
import type { Terminal } from './terminal.js';

/** What to do about an error with this command's own means. */
const advice: Readonly<Record<string, string>> = {
  AUTH_FAILED: 'Check the key in the environment; "modelport --help" lists the variables.',
  MODEL_NOT_FOUND: 'Choose another model with --model NAME; without a question, /models lists them.',
  PROVIDER_NOT_FOUND: 'The variable PREFERRED_PROVIDER, or else LLM_PROVIDER, names it.',
  SETTING_INVALID: 'It comes from a flag, such as --base-url, or from a variable, such as OPENAI_BASE_URL.',
};

/** What to do about it within a conversation, where that is something else. */
const chatAdvice: Readonly<Record<string, string>> = {
  MODEL_NOT_FOUND: 'Choose another model with /model NAME; /models lists them.',
};

/** Says on stderr what went wrong: the message, its code and what to do. A bug of ours keeps its stack. */
export function showError(
  error: unknown,
  terminal: Terminal,
  { isChat = false }: { readonly isChat?: boolean | undefined } = {},
): void {
  if (error instanceof UsageError) return terminal.line(error.message);
  if (!ProviderError.isInstance(error)) {
    return terminal.line(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  terminal.line(`Error: ${error.message} (${error.code})`);
  const hint = (isChat ? chatAdvice[error.code] : undefined) ?? advice[error.code];
  if (hint !== undefined) terminal.dimLine(hint);
}
