import type {
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultOutput,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import type { AssistantPart, Message, ToolMessage, UserPart } from '@modelport/core';
import { fromPeerFile } from './media.js';
import { defined, fromMetadata, opaque, toJson, unreachable } from './support.js';

type PeerPart = Exclude<LanguageModelV4Message, { role: 'system' }>['content'][number];
type PeerAssistantPart = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'][number];

/** The peer's prompt as our messages, for a provider of the given type. */
export function promptToMessages(prompt: LanguageModelV4Prompt, type: string): Message[] {
  return prompt.flatMap((message): Message[] => {
    switch (message.role) {
      case 'system': {
        const providerData = fromMetadata(message.providerOptions, type);
        return [{ role: 'system', content: message.content, ...defined({ providerData }) }];
      }
      case 'user':
        return [
          { role: 'user', content: withMessageOptions(message).map((part) => fromUserPart(part, type)) },
        ];
      case 'assistant':
        return [
          {
            role: 'assistant',
            content: withMessageOptions(message).map((part) => fromAssistantPart(part, type)),
          },
        ];
      case 'tool':
        return withMessageOptions(message).map((part): Message => {
          if (part.type === 'tool-result') return fromToolResult(part, type);
          // Permission for a tool that the backend runs answers no call of ours.
          return { role: 'user', content: [opaque(part)] };
        });
      default:
        return unreachable(message);
    }
  });
}

/** Options of a whole message concern its last part: that is where a cache marker ends up with every backend. */
function withMessageOptions<Part extends PeerPart>(message: {
  content: Part[];
  providerOptions?: LanguageModelV4Message['providerOptions'];
}): Part[] {
  if (!message.providerOptions) return message.content;
  return message.content.map((part, index) => {
    if (index < message.content.length - 1) return part;
    return { ...part, providerOptions: { ...message.providerOptions, ...part.providerOptions } };
  });
}

function fromUserPart(
  part: Extract<LanguageModelV4Message, { role: 'user' }>['content'][number],
  type: string,
): UserPart {
  switch (part.type) {
    case 'text': {
      const providerData = fromMetadata(part.providerOptions, type);
      return { type: 'text', text: part.text, ...defined({ providerData }) };
    }
    case 'file':
      return fromPeerFile(part, type);
    default:
      return unreachable(part);
  }
}

function fromAssistantPart(part: PeerAssistantPart, type: string): AssistantPart {
  const providerData = fromMetadata(part.providerOptions, type);
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { type: part.type, text: part.text, ...defined({ providerData }) };
    case 'file': {
      const file = fromPeerFile(part, type);
      return file.type === 'image' ? { ...file, type: 'file' } : file;
    }
    case 'tool-call': {
      if (part.providerExecuted) return opaque(part);
      const { toolCallId: id, toolName: name, input } = part;
      return { type: 'tool-call', id, name, arguments: input, ...defined({ providerData }) };
    }
    case 'custom': {
      const [owner = ''] = part.kind.split('.');
      const data = part.providerOptions?.[owner];
      // What our own provider sent out as `custom` comes home; anything else is the peer's.
      if (part.kind === `${type}.opaque` && data)
        return { type: 'opaque', providerData: { type, data: toJson(data) } };
      return opaque(part);
    }
    case 'reasoning-file':
    case 'tool-result':
      return opaque(part);
    default:
      return unreachable(part);
  }
}

function fromToolResult(part: LanguageModelV4ToolResultPart, type: string): ToolMessage {
  const { toolCallId, toolName, output } = part;
  const options =
    output.type === 'content' ? part.providerOptions : (part.providerOptions ?? output.providerOptions);
  const providerData = fromMetadata(options, type);
  const isError = /^(error|execution-denied)/.test(output.type) || undefined;
  return {
    role: 'tool',
    toolCallId,
    toolName,
    content: fromOutput(output, type),
    ...defined({ isError, providerData }),
  };
}

function fromOutput(output: LanguageModelV4ToolResultOutput, type: string): UserPart[] {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return [{ type: 'text', text: output.value }];
    case 'json':
    case 'error-json':
      return [{ type: 'text', text: JSON.stringify(output.value) }];
    case 'execution-denied':
      return [{ type: 'text', text: output.reason ?? 'The user did not allow this call.' }];
    case 'content':
      return output.value.map((item) => {
        switch (item.type) {
          case 'text':
          case 'file':
            return fromUserPart(item, type);
          case 'custom':
            return opaque(item);
          default:
            return unreachable(item);
        }
      });
    default:
      return unreachable(output);
  }
}
