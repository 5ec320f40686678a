import { readOpenAIChat } from '../../../src/conformance/encoders/read-openai-request.js';
import type { ReceivedChat } from '../../../src/index.js';
import type { RawRequest } from '../../../src/network/request-reader.js';
import { checkChatRequest } from '../../../src/openai/check-chat-request.js';
import { userParts } from '../../../src/openai/check-messages.js';
import { boolean, string, stringOr } from '../../../src/openai/checks.js';

/** Reads a request with the strictness of OpenAI, and with the fields that it lacks to carry all of the contract. */
export function readReferenceChat(request: RawRequest): ReceivedChat {
  const body = request.body as Record<string, unknown>;
  checkChatRequest(body, {
    extraFields: ['top_k', 'min_p'],
    reasoning: false,
    request: {
      assistantFields: { reasoning_content: string() },
      toolFields: { content: stringOr(string(), userParts), is_error: boolean },
    },
  });
  return readOpenAIChat(body);
}
