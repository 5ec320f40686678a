import { ProviderError } from '@modelport/core';
import type { Conversation } from './conversation.js';
import { showAnswer } from './show-answer.js';
import { showError } from './show-error.js';
import type { Terminal } from './terminal.js';

/** Asks one question and shows the answer. Gives the exit code: 0, 1 after an error, 130 after an interrupt, Ctrl-C. */
export async function askOnce(
  conversation: Conversation,
  question: string,
  terminal: Terminal,
  onInterrupt: (action: () => void) => void,
): Promise<number> {
  const controller = new AbortController();
  onInterrupt(() => controller.abort());
  try {
    await showAnswer(conversation.ask(question, controller.signal), terminal);
    return 0;
  } catch (error) {
    if (ProviderError.isInstance(error) && error.code === 'ABORTED') return 130;
    showError(error, terminal);
    return 1;
  }
}
