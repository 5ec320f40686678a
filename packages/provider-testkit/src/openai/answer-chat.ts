import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AnswerContext, chatChunks, chatCompletion, DONE_FRAME, sseFrame } from './chat-wire.js';
import { type ChatRules, checkChatRequest } from './check-chat-request.js';
import { isObject } from './checks.js';
import type { FakeReply } from './fake-reply.js';
import { refuse } from './refusal.js';

/** What a chat request is checked against. */
export interface ChatLimits extends ChatRules {
  /** Tokens of context. */
  readonly contextLength: number;
}

/** Sends `reply` in the form that the request asked for; `number` goes into the id. */
export type SendReply = (reply: FakeReply, response: ServerResponse, number: number) => Promise<void>;

/**
 * Checks a chat request and returns how to answer it.
 *
 * @throws Refusal for a request that OpenAI refuses, and what `requireModel` throws
 */
export function answerChat(
  body: Record<string, unknown>,
  limits: ChatLimits,
  requireModel: () => void,
): SendReply {
  checkChatRequest(body, limits);
  requireModel();
  const promptTokens = Math.ceil(JSON.stringify(body['messages']).length / 4);
  if (promptTokens > limits.contextLength) {
    const limit = `This model's maximum context length is ${limits.contextLength} tokens.`;
    const used = `However, your messages resulted in ${promptTokens} tokens.`;
    refuse(`${limit} ${used} Please reduce their length.`, 'messages', 'context_length_exceeded');
  }
  return async (reply, response, number) => {
    const context = contextOf(body, `chatcmpl-fake-${number}`, promptTokens);
    if (body['stream'] === true) return sendStream(reply, context, response);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(chatCompletion(reply, context)));
  };
}

async function sendStream(reply: FakeReply, context: AnswerContext, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const chunk of chatChunks(reply, context)) {
    if (response.destroyed) return;
    response.write(sseFrame(chunk));
    if (reply.chunkDelay) await sleep(reply.chunkDelay);
  }
  response.end(DONE_FRAME);
}

function contextOf(body: Record<string, unknown>, id: string, promptTokens: number): AnswerContext {
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
  };
}
