import { type CallContext, ProviderError } from '@modelport/core';
import type { OnContextOverflow } from './request-options.js';

/** What one request wants of a prompt that is longer than the context. */
export interface OverflowChoice {
  /** The server's own switch, where the user has set it: nothing is done here then. */
  readonly truncate?: boolean | undefined;
  readonly onContextOverflow: OnContextOverflow;
}

/**
 * Sends a request so that a prompt that is too long does not go unnoticed: Ollama cuts it without a word, unless it is
 * told not to. It is refused then; with `warn` the request is sent once more, to be cut, and a warning tells of it.
 */
export async function sendWithinContext<Answer>(
  send: (truncate: boolean) => Promise<Answer>,
  { truncate, onContextOverflow }: OverflowChoice,
  call: CallContext,
): Promise<Answer> {
  if (truncate !== undefined) return send(truncate);
  try {
    return await send(false);
  } catch (error) {
    const isTooLong = ProviderError.isInstance(error) && error.code === 'CONTEXT_LENGTH_EXCEEDED';
    if (!isTooLong || onContextOverflow === 'error') throw error;
    const answer = await send(true);
    call.warn({ code: 'context-truncated', message: `Ollama has cut the prompt. ${error.message}` });
    return answer;
  }
}

/**
 * Finds a prompt that was cut by a server that knows no `truncate`, an older one: it fills the context exactly. Only the
 * context that the request asks for is known here; a longer prompt was left whole, because newer servers round it up.
 */
export function checkPromptLength(
  tokens: number,
  contextLength: unknown,
  { truncate, onContextOverflow }: OverflowChoice,
  call: CallContext,
): ProviderError | undefined {
  if (truncate === true || contextLength !== tokens) return undefined;
  const message = `The prompt fills the whole context of ${tokens} tokens: Ollama has cut it.`;
  if (onContextOverflow === 'error' || truncate === false) {
    return new ProviderError({
      code: 'CONTEXT_LENGTH_EXCEEDED',
      message: `${message} Shorten the messages, or set a larger numCtx.`,
    });
  }
  call.warn({ code: 'context-truncated', message });
  return undefined;
}
