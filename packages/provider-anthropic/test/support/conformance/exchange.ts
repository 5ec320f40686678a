import assert from 'node:assert/strict';
import type { ChatRequest, ChatResponse, Message } from '@modelport/core';
import { type CaseContext, streamSteps } from '@modelport/provider-testkit';
import type { WireRequest } from '../../../src/wire.js';

/** An event of the stream, or a block. */
export type Fields = { readonly type: string; readonly [field: string]: unknown };

/** What the user asks first. */
export const question: Message = { role: 'user', content: 'Hi' };

/** Data of this provider. */
export function mine(data: object): { type: 'anthropic'; data: never } {
  return { type: 'anthropic', data: data as never };
}

/** The body that reached the backend for a request, and what came of it, in a stream of nothing but events. */
export async function bodyFor(
  t: CaseContext,
  request: Partial<ChatRequest>,
): Promise<{ body: WireRequest; response: ChatResponse }> {
  const stream = t.provider().stream({ messages: [question], ...request });
  for await (const event of stream) assert.equal(typeof event.type, 'string', 'There is something else.');
  const response = await stream.response;
  return { body: t.backend.requestsFor('chat').at(-1)?.body as WireRequest, response };
}

/** Has the backend answer with these blocks, as a stream that ends so. */
export function say(t: CaseContext, events: readonly Fields[], end: object = {}): void {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: t.model, content: [] };
  const delta = { stop_reason: 'end_turn', stop_sequence: null, ...end };
  const all = [
    { type: 'message_start', message },
    ...events,
    { type: 'message_delta', delta },
    { type: 'message_stop' },
  ];
  t.backend.reply('chat', streamSteps(t.wire, all.map(t.wire.frame)));
}

/** The events of one block. */
export function block(index: number, content_block: Fields, ...deltas: readonly Fields[]): Fields[] {
  return [
    { type: 'content_block_start', index, content_block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

/** What the second request holds of the first one's answer. */
export async function sentBack(t: CaseContext): Promise<{ first: ChatResponse; blocks: readonly Fields[] }> {
  const { response: first } = await bodyFor(t, {});
  const { body } = await bodyFor(t, { messages: [question, first.message, question] });
  return { first, blocks: body.messages.find(({ role }) => role === 'assistant')?.content ?? [] };
}
