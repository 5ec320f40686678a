import { type AssistantPart, type DriverMessage, type MediaSource, ProviderError } from '@modelport/core';
import { asRecord, parseJson } from '@modelport/provider-utils';
import type { WireMessage, WireToolCall } from './wire.js';

type Of<Role extends DriverMessage['role']> = Extract<DriverMessage, { role: Role }>;

/**
 * Writes messages for the wire, one for one. `providerData` of a message or call is merged into what is sent for it. `type` is
 * the provider's own: of other providers' models the thoughts stay behind.
 * @throws ProviderError `NOT_SUPPORTED` for an image by URL, `REQUEST_INVALID` for one that is no base64.
 */
export function toWireMessages(messages: readonly DriverMessage[], type: string): WireMessage[] {
  const toolNames = new Map<string, string>();
  return messages.map((message, index) => toWireMessage(message, index, type, toolNames));
}

/** `toolNames` gets the names of the calls by their ids, which results need later. */
function toWireMessage(
  message: DriverMessage,
  index: number,
  type: string,
  toolNames: Map<string, string>,
): WireMessage {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content, ...asRecord(message.providerData?.data) };
    case 'user':
      return toWireContent(message, index);
    case 'assistant':
      for (const part of message.content) if (part.type === 'tool-call') toolNames.set(part.id, part.name);
      return toWireAssistant(message, type);
    case 'tool':
      return toWireResult(message, index, toolNames);
  }
}

/** Begins what is sent for a message with its text and its images. `index` is its place, for errors. */
function toWireContent({ role, content }: Of<'user'> | Of<'tool'>, index: number): WireMessage {
  const [first] = content;
  if (content.length === 1 && first?.type === 'text') return { role, content: first.text };
  const texts: string[] = [];
  const images: string[] = [];
  content.forEach((part, place) => {
    if (part.type === 'text') texts.push(part.text);
    else if (part.type === 'image') images.push(toBase64(part, `messages[${index}].content[${place}]`));
  });
  return { role, content: texts.join('\n'), ...(images.length > 0 && { images }) };
}

/** Ollama takes the bytes of an image, never an address. */
function toBase64(image: MediaSource, setting: string): string {
  if (image.data !== undefined) return image.data.trim();
  const [, parameters, data = ''] = /^data:([^,]*),(.*)$/is.exec(image.url.trim()) ?? [];
  if (parameters === undefined) {
    throw new ProviderError({
      code: 'NOT_SUPPORTED',
      setting,
      message: `${setting} is an image by URL. Ollama downloads nothing: load it, and give its bytes as base64 in "data" with "mediaType".`,
    });
  }
  if (/;base64$/i.test(parameters)) return data;
  throw new ProviderError({
    code: 'REQUEST_INVALID',
    setting,
    message: `${setting} is a data: URL that is not in base64. Give it as "data:image/png;base64,…".`,
  });
}

function toWireAssistant({ content, from }: Of<'assistant'>, type: string): WireMessage {
  const message: WireMessage = { role: 'assistant', content: joined(content, 'text') };
  const thinking = from === undefined || from.type === type ? joined(content, 'reasoning') : '';
  if (thinking !== '') message.thinking = thinking;
  const calls = content.filter((part) => part.type === 'tool-call').map(toWireCall);
  if (calls.length > 0) message.tool_calls = calls;
  return message;
}

function joined(parts: readonly AssistantPart[], type: 'text' | 'reasoning'): string {
  return parts.map((part) => (part.type === type ? part.text : '')).join('');
}

/** Arguments that are no object, because the model wrote invalid JSON, cannot be sent. */
function toWireCall(part: Extract<AssistantPart, { type: 'tool-call' }>): WireToolCall {
  const given = asRecord(part.arguments) ?? asRecord(parseJson(part.rawArguments ?? '')) ?? {};
  const { id, name, providerData } = part;
  return { id, function: { name, arguments: given }, ...asRecord(providerData?.data) };
}

function toWireResult(
  message: Of<'tool'>,
  index: number,
  toolNames: ReadonlyMap<string, string>,
): WireMessage {
  const { toolCallId, toolName = toolNames.get(toolCallId) } = message;
  return {
    ...toWireContent(message, index),
    ...(toolName !== undefined && { tool_name: toolName }),
    tool_call_id: toolCallId,
    ...asRecord(message.providerData?.data),
  };
}
