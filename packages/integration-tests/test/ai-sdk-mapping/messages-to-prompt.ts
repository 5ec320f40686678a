import type {
  LanguageModelV4Content,
  LanguageModelV4Message,
  LanguageModelV4ToolResultPart,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import type { AssistantPart, CallContext, DriverMessage, OpaquePart, UserPart } from '@modelport/core';
import { toPeerFilePart } from './media.js';
import { defined, toMetadata, unreachable } from './support.js';

type Content<Role> = Extract<LanguageModelV4Message, { role: Role; content: unknown[] }>['content'][number];
type UserContent = Content<'user'>;
type AssistantContent = Content<'assistant'>;
type OutputItem = Extract<LanguageModelV4ToolResultPart['output'], { type: 'content' }>['value'][number];

/** Our messages as the peer's prompt. Core has checked them: every opaque part is the peer's own. */
export function messagesToPrompt(
  messages: readonly DriverMessage[],
  warn: CallContext['warn'],
): LanguageModelV4Message[] {
  return messages.map((message): LanguageModelV4Message => {
    switch (message.role) {
      case 'system': {
        const providerOptions = toMetadata(message.providerData);
        return { role: 'system', content: message.content, ...defined({ providerOptions }) };
      }
      case 'user': {
        const approvals = message.content.flatMap(approvalOf);
        if (approvals.length > 0) return { role: 'tool', content: approvals };
        return { role: 'user', content: message.content.map((part) => toUserPart(part, warn)) };
      }
      case 'assistant':
        return { role: 'assistant', content: message.content.flatMap(toAssistantPart) };
      case 'tool':
        return { role: 'tool', content: [toToolResult(message, warn)] };
      default:
        return unreachable(message);
    }
  });
}

function toUserPart(part: UserPart, warn: CallContext['warn']): UserContent {
  switch (part.type) {
    case 'text': {
      const providerOptions = toMetadata(part.providerData);
      return { type: 'text', text: part.text, ...defined({ providerOptions }) };
    }
    case 'image':
      if (part.detail) {
        warn({
          code: 'unsupported-setting',
          setting: 'detail',
          message: 'The detail of an image was left out.',
        });
      }
      return toPeerFilePart(part);
    case 'file':
      return toPeerFilePart(part);
    case 'opaque':
      return peerPart(part) as UserContent;
    default:
      return unreachable(part);
  }
}

function toAssistantPart(part: AssistantPart): AssistantContent[] {
  switch (part.type) {
    case 'text':
    case 'reasoning': {
      const providerOptions = toMetadata(part.providerData);
      return [{ type: part.type, text: part.text, ...defined({ providerOptions }) }];
    }
    case 'file':
      return [toPeerFilePart(part)];
    case 'tool-call': {
      const { id: toolCallId, name: toolName, rawArguments } = part;
      const input = part.arguments ?? rawArguments ?? {};
      const providerOptions = toMetadata(part.providerData);
      return [{ type: 'tool-call', toolCallId, toolName, input, ...defined({ providerOptions }) }];
    }
    case 'opaque':
      return answeredPart(peerPart(part) as unknown as LanguageModelV4Content | AssistantContent);
    default:
      return unreachable(part);
  }
}

/** What the peer's model answered, in the form in which its prompts want it back. */
function answeredPart(part: LanguageModelV4Content | AssistantContent): AssistantContent[] {
  const providerOptions = 'providerOptions' in part ? part.providerOptions : metadataOf(part);
  switch (part.type) {
    case 'tool-call': {
      const { toolCallId, toolName } = part;
      const input: unknown = typeof part.input === 'string' ? JSON.parse(part.input) : part.input;
      return [
        {
          type: 'tool-call',
          toolCallId,
          toolName,
          input,
          providerExecuted: true,
          ...defined({ providerOptions }),
        },
      ];
    }
    case 'tool-result': {
      if ('output' in part) return [part];
      const { toolCallId, toolName, result, isError } = part;
      const output = { type: isError ? ('error-json' as const) : ('json' as const), value: result };
      return [{ type: 'tool-result', toolCallId, toolName, output, ...defined({ providerOptions }) }];
    }
    case 'custom':
      return [{ type: 'custom', kind: part.kind, ...defined({ providerOptions }) }];
    case 'reasoning-file':
      return [
        {
          type: 'reasoning-file',
          data: part.data,
          mediaType: part.mediaType,
          ...defined({ providerOptions }),
        },
      ];
    case 'file':
      return [{ type: 'file', data: part.data, mediaType: part.mediaType, ...defined({ providerOptions }) }];
    case 'tool-approval-request':
      // Only its answer goes back.
      return [];
    case 'text':
    case 'reasoning':
    case 'source':
      throw new TypeError(`${part.type} is never opaque`);
    default:
      return unreachable(part);
  }
}

function metadataOf(part: object): SharedV4ProviderMetadata | undefined {
  return (part as { providerMetadata?: SharedV4ProviderMetadata }).providerMetadata;
}

function toToolResult(
  message: Extract<DriverMessage, { role: 'tool' }>,
  warn: CallContext['warn'],
): LanguageModelV4ToolResultPart {
  const { toolCallId, toolName = '', isError } = message;
  const providerOptions = toMetadata(message.providerData);
  const texts = message.content.filter((part) => part.type === 'text');
  const plain = texts.length === message.content.length && texts.every((part) => !part.providerData);
  const value = texts.map((part) => part.text).join('\n');
  return {
    type: 'tool-result',
    toolCallId,
    toolName,
    output: plain
      ? { type: isError ? 'error-text' : 'text', value }
      : { type: 'content', value: message.content.map((part) => toUserPart(part, warn) as OutputItem) },
    ...defined({ providerOptions }),
  };
}

function approvalOf(part: UserPart): Extract<Content<'tool'>, { type: 'tool-approval-response' }>[] {
  const peer = part.type === 'opaque' ? peerPart(part) : undefined;
  return peer?.type === 'tool-approval-response' ? [peer as never] : [];
}

/** The peer's part as it was; JSON has made a string of a URL in it. */
function peerPart(part: OpaquePart): { readonly type: string } {
  const peer = part.providerData.data as { readonly type: string; readonly data?: { readonly url?: string } };
  const url = peer.data?.url;
  return url === undefined ? peer : { ...peer, ...{ data: { ...peer.data, url: new URL(url) } } };
}
