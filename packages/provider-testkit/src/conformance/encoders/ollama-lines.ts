import type { ChatEvent, ChatRequest, ChatResponse } from '@modelport/core';
import { streamSteps } from '../backend.js';
import type { CaseContext } from '../case-context.js';

type Json = Record<string, unknown>;

/** One line of an answer: what its message says, and what stands beside the message. */
export function line(message: Json, more: Json = {}): Json {
  return {
    model: 'conformance-model',
    created_at: '2026-09-21T14:13:20.123456789Z',
    message: { role: 'assistant', content: '', ...message },
    done: false,
    ...more,
  };
}

/** The last line of an answer. */
export function lastLine(message: Json = {}, more: Json = {}): Json {
  return line(message, { done: true, done_reason: 'stop', ...more });
}

/** What users see of one streamed answer. */
export interface SeenAnswer {
  /** All events but `start`, `usage` and `finish`, of which `response` tells. */
  readonly content: readonly ChatEvent[];
  readonly response: ChatResponse;
}

/** Has the backend answer in these lines, text as it is, and asks. @throws ProviderError where the answer is one. */
export async function askForLines(
  t: CaseContext,
  lines: readonly (Json | string)[],
  request: string | ChatRequest = 'Hi',
): Promise<SeenAnswer> {
  const frames = lines.map((one) => (typeof one === 'string' ? one : t.wire.frame(one)));
  t.backend.reply('chat', streamSteps(t.wire, frames));
  const stream = t.provider().stream(request);
  const content: ChatEvent[] = [];
  for await (const event of stream) {
    if (!['start', 'usage', 'finish'].includes(event.type)) content.push(event);
  }
  return { content, response: await stream.response };
}

/** Lines that come in one read of the network. */
export function together(t: CaseContext, ...lines: readonly Json[]): string {
  return lines.map((one) => t.wire.frame(one)).join('');
}
