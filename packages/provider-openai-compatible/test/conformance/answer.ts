import type { ChatEvent, ChatResponse, OpenOptions } from '@modelport/core';
import { type CaseContext, streamSteps } from '@modelport/provider-testkit';
import type { Json } from './send.js';

/** The end marker. */
export const done = '[DONE]';
/** The event with the finish reason. */
export const stop: Json = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
/** An event with a delta. */
export const says = (delta: Json): Json => ({
  id: 'c1',
  choices: [{ index: 0, delta, finish_reason: null }],
});
/** An event with fragments of tool calls. */
export const calls = (...list: readonly Json[]): Json => says({ tool_calls: list });

/** Answers with these events, all in one write, and gives what comes of it. */
export async function streamed(
  t: CaseContext,
  events: readonly unknown[],
  { tail = '', ...options }: OpenOptions & { readonly tail?: string } = {},
): Promise<{ readonly response: ChatResponse; readonly events: readonly ChatEvent[] }> {
  const text = events.map((event) => t.wire.frame(event)).join('') + tail;
  t.backend.reply('chat', streamSteps(t.wire, [text]));
  const stream = t.provider(options).stream('Hi');
  const seen: ChatEvent[] = [];
  for await (const event of stream) seen.push(event);
  return { response: await stream.response, events: seen };
}

/** Answers a plain question with a body. */
export function plainly(t: CaseContext, body: unknown): Promise<ChatResponse> {
  t.backend.reply('chat', { body });
  return t.provider().chat('Hi');
}
