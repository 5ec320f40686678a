import type {
  AssistantPart,
  DriverMessage,
  FilePart,
  ImagePart,
  MediaSource,
  ProviderData,
  TextPart,
  ToolCallPart,
  UserPart,
} from '@modelport/core';
import { asRecord, parseJson } from '@modelport/provider-utils';
import type { ToWireContext } from './to-wire.js';
import type {
  WireAssistantMessage,
  WireContentPart,
  WireMessage,
  WireTextPart,
  WireToolCall,
} from './wire.js';

/** Writes messages for the wire, one for one. Images and files go as they are: nothing is downloaded. */
export function toWireMessages(messages: readonly DriverMessage[], context: ToWireContext): WireMessage[] {
  return messages.map((message) => toWireMessage(message, context));
}

function toWireMessage(message: DriverMessage, context: ToWireContext): WireMessage {
  switch (message.role) {
    case 'system': {
      const { systemRole } = context.quirks;
      return withData({ role: systemRole, content: message.content }, message.providerData);
    }
    case 'user':
      return { role: 'user', content: toWireContent(message.content) };
    case 'tool': {
      const content = toWireContent(message.content);
      return withData({ role: 'tool', tool_call_id: message.toolCallId, content }, message.providerData);
    }
    case 'assistant':
      return toWireAssistant(message.content, context);
  }
}

/** Merges `providerData` into what is sent: cache markers, signatures. Core has left out the data of other types. */
export function withData<Wire extends object>(wire: Wire, providerData: ProviderData | undefined): Wire {
  return providerData === undefined ? wire : Object.assign(wire, asRecord(providerData.data));
}

/** Text alone goes as a string, because some servers take nothing else. */
function toWireContent(parts: readonly UserPart[]): string | WireContentPart[] {
  const [first] = parts;
  if (first === undefined) return '';
  if (parts.length === 1 && first.type === 'text' && first.providerData === undefined) return first.text;
  return parts.map((part) => withData(toWirePart(part), part.providerData));
}

function toWirePart(part: UserPart): WireContentPart {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return toWireImage(part);
    case 'file':
      return toWireFile(part);
    case 'opaque':
      // The whole wire part is in its data.
      return {} as WireContentPart;
  }
}

function toWireImage(part: ImagePart): WireContentPart {
  const image = { url: mediaUrl(part) };
  return {
    type: 'image_url',
    image_url: part.detail === undefined ? image : { ...image, detail: part.detail },
  };
}

function toWireFile(part: FilePart): WireContentPart {
  const format = part.data === undefined ? undefined : audioFormat(part.mediaType);
  if (part.data !== undefined && format !== undefined) {
    return { type: 'input_audio', input_audio: { data: part.data, format } };
  }
  const file = { file_data: mediaUrl(part) };
  return { type: 'file', file: part.filename === undefined ? file : { ...file, filename: part.filename } };
}

/** The dialect has a form for these two; other audio goes as a file. */
function audioFormat(mediaType: string): 'wav' | 'mp3' | undefined {
  if (/^audio\/(x-|vnd\.)?wave?$/.test(mediaType)) return 'wav';
  return /^audio\/(mpeg|mp3)$/.test(mediaType) ? 'mp3' : undefined;
}

function mediaUrl(source: MediaSource): string {
  return source.data === undefined ? source.url : `data:${source.mediaType};base64,${source.data}`;
}

function toWireAssistant(parts: readonly AssistantPart[], context: ToWireContext): WireAssistantMessage {
  const { reasoningBack } = context.quirks;
  const message: WireAssistantMessage = { role: 'assistant', content: null };
  const texts: TextPart[] = [];
  const calls: WireToolCall[] = [];
  let reasoning = '';
  for (const part of parts) {
    switch (part.type) {
      case 'text':
        texts.push(part);
        break;
      case 'tool-call':
        calls.push(toWireCall(part, context));
        break;
      case 'reasoning':
        // What another model thought is not this one's to continue: only what this type of provider marked goes back.
        if (part.providerData !== undefined) reasoning += part.text;
        break;
      case 'opaque':
        withData(message, part.providerData);
        break;
      case 'file':
        context.warn({
          code: 'dropped-content',
          setting: 'messages',
          message: 'A file in an assistant message was left out: Chat Completions has no place for it.',
        });
    }
  }
  if (calls.length > 0) message.tool_calls = calls;
  if (texts.length > 0 || calls.length === 0) message.content = toWireTexts(texts);
  if (reasoning !== '' && reasoningBack !== 'none') message[reasoningBack] = reasoning;
  return message;
}

/** One string, because most servers take nothing else, unless there is something to say about a part. */
function toWireTexts(texts: readonly TextPart[]): string | WireTextPart[] {
  if (texts.every(({ providerData }) => providerData === undefined))
    return texts.map(({ text }) => text).join('');
  return texts.map(({ text, providerData }) => withData({ type: 'text', text }, providerData));
}

function toWireCall(part: ToolCallPart, { quirks }: ToWireContext): WireToolCall {
  const text = part.rawArguments ?? JSON.stringify(part.arguments ?? {});
  const call: WireToolCall = {
    id: part.id,
    type: 'function',
    // Servers parse the text, and not all of them take an empty one for "no arguments".
    function: { name: part.name, arguments: text.trim() === '' ? '{}' : text },
  };
  if (quirks.toolArguments === 'object') {
    Object.assign(call.function, { arguments: part.arguments ?? parseJson(text) ?? {} });
  }
  return withData(call, part.providerData);
}
