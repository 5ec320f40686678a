import type { ChatRequest, EmbedRequest, Message } from '@modelport/core';
import type { PickContext } from '../strategies/strategy.js';
import type { Estimate } from './reservation.js';

/** Tokens of an answer whose length is not limited. */
const usualOutput = 500;
/** Characters that make a token, about. */
const charactersPerToken = 4;
/** Tokens of an image or file, about. */
const mediaTokens = 1_000;

/** What a call is likely to use: a token for each four characters of the request, and as many as it may be answered with. */
export class CallEstimate implements Estimate {
  readonly #call: PickContext;
  readonly #target: { priceOf(call: PickContext): number | undefined };

  constructor(call: PickContext, target: { priceOf(call: PickContext): number | undefined }) {
    this.#call = call;
    this.#target = target;
  }

  get tokens(): number {
    return this.#call.inputTokens + outputTokens(this.#call);
  }

  get cost(): number | undefined {
    return this.#target.priceOf(this.#call);
  }
}

/** Tokens that a request is long, about; 0 for one of a wrong form, which is for the target to refuse. */
export function inputTokens(request: ChatRequest | EmbedRequest): number {
  try {
    return countInput(request);
  } catch {
    return 0;
  }
}

function countInput(request: ChatRequest | EmbedRequest): number {
  const { messages, input, tools } = request as Partial<ChatRequest & EmbedRequest>;
  const texts = [messages ?? input ?? []].flat() as readonly (string | Message)[];
  const characters = texts.reduce((sum, text) => sum + lengthOf(text), lengthOfTools(tools));
  return Math.ceil(characters / charactersPerToken);
}

/** A schema of a library may contain itself: then the messages alone count. */
function lengthOfTools(tools: ChatRequest['tools']): number {
  try {
    return tools ? JSON.stringify(tools).length : 0;
  } catch {
    return 0;
  }
}

/** Tokens that a call may be answered with, about. */
export function outputTokens({ operation, request }: PickContext): number {
  if (operation === 'embed' || operation === 'countTokens') return 0;
  return (request as ChatRequest).maxTokens ?? usualOutput;
}

function lengthOf(message: string | Message): number {
  if (typeof message === 'string') return message.length;
  const { content } = message;
  if (typeof content === 'string') return content.length;
  return content.reduce((sum, part) => sum + partLength(part), 0);
}

function partLength(part: Exclude<Message['content'], string>[number]): number {
  if (part.type === 'text' || part.type === 'reasoning') return part.text.length;
  if (part.type === 'tool-call')
    return part.rawArguments?.length ?? JSON.stringify(part.arguments ?? '').length;
  return mediaTokens * charactersPerToken;
}
