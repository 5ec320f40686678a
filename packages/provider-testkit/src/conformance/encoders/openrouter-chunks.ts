import type { ChatRequest, ChatResponse, Message } from '@modelport/core';
import { responseSteps, streamSteps } from '../backend.js';
import type { CaseContext } from '../case-context.js';

type Json = Record<string, unknown>;

const envelope = { id: 'gen-1', provider: 'Anthropic', model: 'conformance-model', created: 1_790_000_000 };

/** One event of a stream. */
export function chunk(delta: Json, more: Json = {}, choice: Json = {}): Json {
  const choices = [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: null, ...choice }];
  return { ...envelope, object: 'chat.completion.chunk', choices, ...more };
}

/** The last event of a stream. */
export function lastChunk(more: Json = {}, choice: Json = {}): Json {
  return chunk({ content: '' }, more, { finish_reason: 'stop', native_finish_reason: 'end_turn', ...choice });
}

/** A plain answer. */
export function completion(message: Json, more: Json = {}, choice: Json = {}): Json {
  const said = { role: 'assistant', content: null, ...message };
  const choices = [
    { index: 0, message: said, finish_reason: 'stop', native_finish_reason: 'end_turn', ...choice },
  ];
  return { ...envelope, object: 'chat.completion', choices, ...more };
}

/** Has the backend stream these events, and asks. @throws ProviderError where the answer is one. */
export function askForChunks(
  t: CaseContext,
  chunks: readonly Json[],
  request: string | ChatRequest = 'Hi',
): Promise<ChatResponse> {
  t.backend.reply('chat', streamSteps(t.wire, [...chunks.map(t.wire.frame), t.wire.frame('[DONE]')]));
  return t.provider().stream(request).response;
}

/** Has the backend answer with this body, and asks for a plain answer. @throws ProviderError where it is an error. */
export function askForBody(t: CaseContext, body: Json): Promise<ChatResponse> {
  t.backend.reply('chat', responseSteps({ body }));
  return t.provider().chat('Hi');
}

/** The message of an answer as it is sent back with the next request, on the wire. */
export async function sentBack(t: CaseContext, message: Message): Promise<Json> {
  t.answer({ parts: [{ text: 'Go on.' }] });
  await t
    .provider()
    .chat({ messages: [{ role: 'user', content: 'Hi' }, message, { role: 'user', content: 'Go on.' }] });
  const body = t.backend.requestsFor('chat').at(-1)?.body as { messages: Json[] } | undefined;
  return body?.messages[1] ?? {};
}

/** An item of `reasoning_details`: a thought, or a piece of one. */
export function textDetail(text: unknown, more: Json = {}): Json {
  return { type: 'reasoning.text', text, format: 'anthropic-claude-v1', index: 0, ...more };
}

/** An item of `reasoning_details`: a thought summed up, or a piece of that. */
export function summaryDetail(summary: string, more: Json = {}): Json {
  return { type: 'reasoning.summary', summary, index: 0, ...more };
}

/** An item of `reasoning_details`: a thought that only its maker can read. */
export function encryptedDetail(data: string, more: Json = {}): Json {
  return { type: 'reasoning.encrypted', data, index: 0, ...more };
}
