import type { Reasoning } from '@modelport/core';
import type { RawRequest } from '../../network/request-reader.js';
import type { Json } from '../../openai/chat-wire.js';
import { isObject } from '../../openai/checks.js';
import { checkOpenRouterChat } from '../../openrouter/check-openrouter-request.js';
import type { ReceivedChat } from '../wire-encoder.js';
import { readOpenAIChat } from './read-openai-request.js';

/**
 * What a chat request to OpenRouter means, in the words of the contract. Its own fields are in `rest`: `provider`, `models`,
 * `plugins`, of `tools` those that OpenRouter runs, of `reasoning` what the contract has no word for.
 * @throws Refusal for what OpenRouter refuses.
 */
export function readOpenRouterChat(request: RawRequest): ReceivedChat {
  const { reasoning, tools, ...body } = request.body as Json;
  const messages = body['messages'];
  const details = Array.isArray(messages) ? messages.map((message) => message?.['reasoning_details']) : [];
  // Whether signed details came back as they were is for the case to say that sent them.
  checkOpenRouterChat(request.body as Json, details);
  const [functions, others] = partition(Array.isArray(tools) ? tools : [], ({ type }) => type === 'function');
  const thought = readReasoning(reasoning);
  const { rest, ...chat } = readOpenAIChat({
    ...body,
    messages: (messages as Json[]).map(withReasoning),
    ...(functions.length > 0 && { tools: functions }),
  });
  return {
    ...chat,
    ...(thought.reasoning && { reasoning: thought.reasoning }),
    rest: {
      ...rest,
      ...(others.length > 0 && { tools: others }),
      ...(Object.keys(thought.rest).length > 0 && { reasoning: thought.rest }),
    },
  };
}

/** Reasoning under the name by which it is known elsewhere. Details hold the same text, where it can be read. */
function withReasoning({ reasoning, reasoning_details: details, ...message }: Json): Json {
  const text = Array.isArray(details)
    ? details.map((item) => item['text'] ?? item['summary'] ?? '').join('')
    : reasoning;
  return text === undefined || text === null ? message : { ...message, reasoning_content: text };
}

function readReasoning(value: unknown): { reasoning?: Reasoning; rest: Json } {
  if (!isObject(value)) return { rest: {} };
  const { effort, enabled, ...rest } = value;
  if (effort !== undefined) return { reasoning: { effort } as Reasoning, rest };
  return enabled === undefined ? { rest } : { reasoning: { enabled: enabled === true }, rest };
}

function partition(items: readonly Json[], accepts: (item: Json) => boolean): readonly [Json[], Json[]] {
  return [items.filter(accepts), items.filter((item) => !accepts(item))];
}
