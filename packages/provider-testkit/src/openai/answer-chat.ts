import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AnswerContext,
  chatChunks,
  chatCompletion,
  chatUsage,
  DONE_FRAME,
  type Json,
  sseFrame,
} from './chat-wire.js';
import { type ChatRules, checkChatRequest } from './check-chat-request.js';
import { isObject } from './checks.js';
import { type Dialect, errorOf, refusalAnswer } from './dialect.js';
import type { FakeReply } from './fake-reply.js';
import type { RecordedRequest } from './recorded-request.js';
import { refuse } from './refusal.js';

/** What a chat request is checked against. */
export interface ChatLimits extends ChatRules {
  /** Tokens of context. */
  readonly contextLength: number;
}

/** What an answer to a chat is made of. */
export interface ChatAnswer {
  readonly reply: FakeReply;
  readonly dialect: Dialect;
  readonly request: RecordedRequest;
  readonly response: ServerResponse;
  readonly context: AnswerContext;
}

/**
 * Checks a chat request and returns how many tokens its prompt has.
 *
 * @throws Refusal for a request that the server refuses, and what `requireModel` throws
 */
export function checkChat(body: Json, limits: ChatLimits, requireModel: () => void): number {
  checkChatRequest(body, limits);
  requireModel();
  const promptTokens = Math.ceil(JSON.stringify(body['messages']).length / 4);
  if (promptTokens > limits.contextLength) {
    const limit = `This model's maximum context length is ${limits.contextLength} tokens.`;
    const used = `However, your messages resulted in ${promptTokens} tokens.`;
    refuse(`${limit} ${used} Please reduce their length.`, 'messages', 'context_length_exceeded');
  }
  return promptTokens;
}

/** Sends the reply in the form that the request asked for. */
export async function sendChat(answer: ChatAnswer, stream: boolean): Promise<void> {
  const { reply, dialect, request, response, context } = answer;
  if (stream) return sendStream(answer);
  if (reply.streamError !== undefined) throw errorOf(dialect, reply.streamError);
  const body = chatCompletion(reply, context);
  response.writeHead(200, { 'content-type': dialect.jsonType ?? 'application/json' });
  if (dialect.prelude !== undefined) response.write(dialect.prelude.plain);
  await sleep(reply.delay ?? 0);
  response.end(JSON.stringify(dialect.completion?.(body, request, context) ?? body));
}

async function sendStream({ reply, dialect, response, context }: ChatAnswer): Promise<void> {
  const plain = chatChunks(reply, context);
  const chunks = dialect.chunks?.(plain, chatUsage(reply, context), context) ?? plain;
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  if (dialect.prelude !== undefined) response.write(dialect.prelude.stream);
  await sleep(reply.delay ?? 0);
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (reply.streamError !== undefined && isEnd(chunk)) break;
    response.write(sseFrame(chunk));
    if (reply.chunkDelay) await sleep(reply.chunkDelay);
  }
  response.end(reply.streamError === undefined ? DONE_FRAME : brokenEnd(dialect, reply.streamError));
}

/** Whether an event has the finish reason. */
function isEnd({ choices }: Json): boolean {
  return (choices as Json[]).some((choice) => typeof choice['finish_reason'] === 'string');
}

function brokenEnd(dialect: Dialect, error: NonNullable<FakeReply['streamError']>): string {
  const refusal = errorOf(dialect, error);
  const event = dialect.streamError?.event?.(refusal) ?? refusalAnswer(dialect, refusal).body;
  return sseFrame(event) + (dialect.streamError?.done ? DONE_FRAME : '');
}

/** What of a request shapes its answer. */
export function contextOf(body: Json, dialect: Dialect, id: string, promptTokens: number): AnswerContext {
  const { stream_options: streamOptions, tool_choice: choice } = body;
  const settings = isObject(streamOptions) ? streamOptions : {};
  return {
    id,
    model: String(body['model']),
    choices: Number(body['n'] ?? 1),
    includeUsage: settings['include_usage'] === true,
    obfuscation: settings['include_obfuscation'] !== false,
    logprobs: body['logprobs'] === true ? Number(body['top_logprobs'] ?? 0) : undefined,
    namedTool: isObject(choice) && choice['type'] === 'function',
    promptTokens,
    bare: dialect.bare,
    reasoningField: dialect.reasoningField,
    mapUsage: dialect.usage,
  };
}
