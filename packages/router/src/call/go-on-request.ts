import type { ChatRequest, ChatResponse } from '@modelport/core';

const instruction =
  'Your last message was cut off. Go on exactly where it ends, with the next character, and repeat nothing of it.';

/** Whether another model could go on with an answer: it is plain text so far, and need not be JSON in the end. */
export function canGoOn(request: string | ChatRequest, { text, toolCalls }: ChatResponse): boolean {
  const isJson = typeof request === 'object' && request.responseFormat?.type === 'json';
  return text !== '' && toolCalls.length === 0 && !isJson;
}

/** The request that has a model go on with an answer. */
export function goOnRequest(request: string | ChatRequest, answered: string): ChatRequest {
  const { messages, ...rest } = typeof request === 'string' ? { messages: request } : request;
  const conversation =
    typeof messages === 'string' ? [{ role: 'user' as const, content: messages }] : messages;
  return {
    ...rest,
    messages: [
      ...conversation,
      { role: 'assistant', content: answered },
      { role: 'user', content: instruction },
    ],
  };
}
