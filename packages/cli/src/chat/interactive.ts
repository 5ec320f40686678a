import { ProviderError } from '@modelport/core';
import { commandIn, runCommand } from './commands.js';
import type { Conversation } from './conversation.js';
import { readQuestion } from './read-question.js';
import { showAnswer } from './show-answer.js';
import { showError } from './show-error.js';
import type { Terminal } from './terminal.js';

/** Where questions come from. */
export interface Keyboard {
  readonly input: NodeJS.ReadableStream;
  /** Shows the prompt and what is typed. */
  readonly output: NodeJS.WritableStream;
  /** Calls `action` on Ctrl-C while an answer comes. Gives what ends that. */
  onInterrupt(action: () => void): () => void;
}

/** Chats until the person leaves. Ctrl-C ends a running answer; at the prompt, it and Ctrl-D leave. */
export async function chatOnTerminal(
  conversation: Conversation,
  terminal: Terminal,
  keyboard: Keyboard,
): Promise<void> {
  const history: string[] = [];
  for (;;) {
    const question = await readQuestion(keyboard.input, keyboard.output, history);
    if (question === undefined) return;
    if (question === '') continue;
    const command = commandIn(question);
    if (command?.name === 'exit') return;
    const answer = command
      ? (signal: AbortSignal) => runCommand(command, conversation, terminal, signal)
      : (signal: AbortSignal) => converse(conversation, question, terminal, signal);
    await untilInterrupted(answer, terminal, keyboard);
    keyboard.output.write('\n');
  }
}

async function untilInterrupted(
  action: (signal: AbortSignal) => Promise<void>,
  terminal: Terminal,
  keyboard: Keyboard,
): Promise<void> {
  const controller = new AbortController();
  const ended = keyboard.onInterrupt(() => controller.abort());
  try {
    await action(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) terminal.dimLine('Stopped.');
    else showError(error, terminal, { isChat: true });
  } finally {
    ended();
  }
}

async function converse(
  conversation: Conversation,
  question: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  try {
    const response = await showAnswer(conversation.ask(question, signal), terminal);
    conversation.keep(question, response.message);
  } catch (error) {
    // What was read of an answer before Ctrl-C stays part of the conversation; after a failure one asks again.
    const partial = signal.aborted && ProviderError.isInstance(error) ? error.partial : undefined;
    if (partial?.text) conversation.keep(question, partial.message);
    throw error;
  }
}
