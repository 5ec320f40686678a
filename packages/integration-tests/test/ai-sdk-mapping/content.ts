import type { LanguageModelV4Content, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { ChatEvent, ChatResponse } from '@modelport/core';
import { StreamPartWriter } from './stream-parts.js';
import { unreachable } from './support.js';

/** The content of an answer as the peer lists it. It is told as events first, so that there is one mapping. */
export function contentOf(response: ChatResponse): LanguageModelV4Content[] {
  const writer = new StreamPartWriter();
  const sources = response.sources ?? [];
  const events = response.message.content.flatMap((message, part): ChatEvent[] => {
    const { providerData } = message;
    const end: ChatEvent = { type: 'part-end', part, ...(providerData && { providerData }) };
    switch (message.type) {
      case 'text':
        return [
          { type: 'text-delta', part, text: message.text },
          ...sources.filter((source) => source.part === part),
          end,
        ];
      case 'reasoning':
        return [{ type: 'reasoning-delta', part, text: message.text }, end];
      case 'tool-call': {
        const { id, name, rawArguments = JSON.stringify(message.arguments) } = message;
        return [
          { type: 'tool-call-start', part, id, name },
          { type: 'tool-call', part, id, name, arguments: message.arguments, rawArguments },
          end,
        ];
      }
      case 'file':
        return [{ type: 'file', part, file: message }];
      case 'opaque':
        return [{ type: 'opaque', part, providerData: message.providerData }];
      default:
        return unreachable(message);
    }
  });
  const unattached = sources.filter((source) => source.part === undefined);
  return joinParts([...events, ...unattached].flatMap((event) => writer.write(event)));
}

/** Stream parts as content: blocks that come in pieces become whole. */
export function joinParts(parts: readonly LanguageModelV4StreamPart[]): LanguageModelV4Content[] {
  const content: LanguageModelV4Content[] = [];
  const texts = new Map<string, string>();
  for (const part of parts) {
    switch (part.type) {
      case 'text-delta':
      case 'reasoning-delta':
        texts.set(part.id, (texts.get(part.id) ?? '') + part.delta);
        break;
      case 'text-end':
      case 'reasoning-end': {
        const { type, id, ...rest } = part;
        content.push({
          type: type === 'text-end' ? 'text' : 'reasoning',
          text: texts.get(id) ?? '',
          ...rest,
        });
        break;
      }
      case 'tool-call':
      case 'tool-result':
      case 'tool-approval-request':
      case 'custom':
      case 'file':
      case 'reasoning-file':
      case 'source':
        content.push(part);
        break;
      case 'text-start':
      case 'reasoning-start':
      case 'tool-input-start':
      case 'tool-input-delta':
      case 'tool-input-end':
      case 'stream-start':
      case 'response-metadata':
      case 'finish':
      case 'ping':
      case 'raw':
      case 'error':
        break;
      default:
        unreachable(part);
    }
  }
  return content;
}
