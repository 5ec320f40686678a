import type { ChatRequest, EmbedRequest, UserPart } from '@modelport/core';
import { hashText } from './hash-text.js';

/**
 * The same number for all requests of a conversation: made of how it begins, with the system's messages and the first one of
 * the user. Of a request for embeddings: of its first text. Content of a wrong form has a number too; it is for the target to
 * refuse it.
 */
export function hashConversation(request: ChatRequest | EmbedRequest): number {
  if (!('messages' in request)) {
    const [text] = typeof request.input === 'string' ? [request.input] : listOf(request.input);
    return hashText(`${text}`);
  }
  const { messages } = request;
  let hash: number | undefined;
  for (const message of typeof messages === 'string' ? [userMessage(messages)] : listOf(messages)) {
    if (message?.role !== 'system' && message?.role !== 'user') continue;
    hash = hashContent(message.content, hashText(message.role, hash));
    if (message.role === 'user') break;
  }
  return hash ?? 0;
}

function userMessage(content: string): { readonly role: 'user'; readonly content: string } {
  return { role: 'user', content };
}

/** A text alone is the same as a list with that text. */
function hashContent(content: string | readonly UserPart[], seed: number): number {
  if (typeof content === 'string') return hashText(content, seed);
  let hash = seed;
  for (const part of listOf(content)) {
    if (part?.type === 'text') hash = hashText(`${part.text}`, hash);
    if (part?.type === 'image' || part?.type === 'file') hash = hashText(`${part.url ?? part.data}`, hash);
  }
  return hash;
}

function listOf<T>(value: readonly T[]): readonly (T | undefined)[] {
  return Array.isArray(value) ? value : [];
}
