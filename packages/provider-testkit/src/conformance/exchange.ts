import assert from 'node:assert/strict';
import type { ChatRequest, ChatResponse, Provider } from '@modelport/core';
import type { CaseContext } from './case-context.js';
import type { ReceivedChat } from './wire-encoder.js';

/** One plain call, as both sides saw it. */
export interface Exchange {
  /** What reached the backend, as the wire's author reads it. */
  readonly chat: ReceivedChat;
  readonly response: ChatResponse;
}

/** Makes a plain call and reads what reached the backend. @throws AssertionError where nothing did. */
export async function exchange(
  t: CaseContext,
  request: string | ChatRequest,
  provider: Provider = t.provider(),
): Promise<Exchange> {
  const response = await provider.chat(request);
  const chat = t.backend.chats.at(-1);
  assert.ok(chat, 'No chat request reached the backend.');
  return { chat, response };
}

/** The messages that reached the backend, without instructions that the provider itself may have put before them. */
export async function messagesSent(
  t: CaseContext,
  messages: ChatRequest['messages'],
): Promise<NonNullable<ReceivedChat['messages']>> {
  const { chat } = await exchange(t, { messages });
  return (chat.messages ?? []).filter(({ role }) => role !== 'system');
}

/** The lines of all texts of a content. Some wires join texts by line breaks. */
export function linesOf(
  content: string | readonly { readonly type: string; readonly text?: string }[],
): string[] {
  const texts =
    typeof content === 'string'
      ? [content]
      : content.map(({ type, text }) => (type === 'text' ? (text ?? '') : ''));
  return texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
}

/**
 * Requires that a setting reached the backend as `expected`. Where the capability is not declared `true` it may have been
 * left out instead, if the user is told so by a warning.
 */
export function assertSent(
  t: CaseContext,
  { chat, response }: Exchange,
  setting: keyof ReceivedChat & keyof ChatRequest,
  expected: unknown,
  capability: string = setting,
): void {
  const isSure = t.definition.capabilities[capability as 'seed'] === true;
  const isTold = response.warnings.some((warning) => warning.setting?.startsWith(setting));
  if (!isSure && isTold && chat[setting] === undefined) return;
  const hint = isSure
    ? `${capability} is declared true, so ${setting} must reach the backend as it is.`
    : `${setting} must reach the backend as it is, or be left out with a warning that names it in \`setting\`.`;
  assert.deepEqual(chat[setting], expected, `${hint} The backend got ${JSON.stringify(chat[setting])}.`);
}
