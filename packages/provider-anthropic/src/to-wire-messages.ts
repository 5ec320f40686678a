import type { CallContext, DriverMessage, SystemMessage } from '@modelport/core';
import { asRecord } from '@modelport/provider-utils';
import { toAssistantBlocks, toToolResult, toUserBlocks } from './to-wire-blocks.js';
import type { WireBlock, WireMessage } from './wire.js';

/** A conversation as the API wants it. */
export interface WireConversation {
  readonly system: readonly WireBlock[];
  readonly messages: readonly WireMessage[];
}

/**
 * Puts the instructions in front and merges the rest into turns: all results of a turn's calls must be in the one message
 * behind it, before any words.
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls
 */
export function toWireMessages(
  messages: readonly DriverMessage[],
  warn: CallContext['warn'],
): WireConversation {
  const system: WireBlock[] = [];
  const turns: { role: WireMessage['role']; content: WireBlock[] }[] = [];
  for (const message of messages) {
    if (message.role === 'system') {
      if (turns.length > 0) warnOfMove(warn);
      system.push(...toSystemBlocks(message));
      continue;
    }
    const blocks = toBlocks(message, warn);
    // The API refuses an empty message.
    if (blocks.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: blocks });
  }
  for (const { role, content } of turns) {
    // A stable sort: the results keep their order, and so does the rest.
    if (role === 'user') content.sort((one, other) => Number(isResult(other)) - Number(isResult(one)));
  }
  return { system, messages: trimPrefill(turns) };
}

function toBlocks(message: Exclude<DriverMessage, SystemMessage>, warn: CallContext['warn']): WireBlock[] {
  if (message.role === 'user') return toUserBlocks(message.content);
  if (message.role === 'assistant') return toAssistantBlocks(message.content, warn);
  return [toToolResult(message)];
}

function toSystemBlocks({ content, providerData }: SystemMessage): WireBlock[] {
  if (content.trim() === '') return [];
  return [{ type: 'text', text: content, ...asRecord(providerData?.data) }];
}

function warnOfMove(warn: CallContext['warn']): void {
  warn({
    code: 'unsupported-setting',
    setting: 'messages',
    message:
      'A system message in the midst of the conversation was moved to its start, where Anthropic takes it.',
  });
}

function isResult({ type }: WireBlock): boolean {
  return type === 'tool_result';
}

/** An answer that has been begun may not end in white space: the API refuses it. */
function trimPrefill(turns: readonly WireMessage[]): readonly WireMessage[] {
  const last = turns.at(-1);
  const block = last?.content.at(-1);
  if (last?.role !== 'assistant' || block?.type !== 'text') return turns;
  const text = String(block['text']).trimEnd();
  return [...turns.slice(0, -1), { ...last, content: [...last.content.slice(0, -1), { ...block, text }] }];
}
