import {
  type AssistantPart,
  type CallContext,
  type DriverMessage,
  type FilePart,
  type ImagePart,
  type ProviderData,
  ProviderError,
  type ReasoningPart,
  type TextPart,
  type ToolCallPart,
  type UserPart,
} from '@modelport/core';
import { asRecord, asText, parseJson } from '@modelport/provider-utils';
import type { WireBlock } from './wire.js';

type ToolMessage = Extract<DriverMessage, { role: 'tool' }>;

/** The blocks of what the user, or a tool, says and shows. */
export function toUserBlocks(content: readonly UserPart[]): WireBlock[] {
  return content.flatMap(toUserBlock);
}

function toUserBlock(part: UserPart): WireBlock[] {
  switch (part.type) {
    case 'text':
      return toTextBlock(part);
    case 'image':
      return [{ type: 'image', source: imageSource(part), ...own(part.providerData) }];
    case 'file':
      return [toFileBlock(part)];
    case 'opaque':
      return toOpaqueBlock(part.providerData);
  }
}

/** The result of a tool call; a single text is sent as such. */
export function toToolResult({ toolCallId, content, isError, providerData }: ToolMessage): WireBlock {
  const blocks = toUserBlocks(content);
  const [first] = blocks;
  const isPlain = blocks.length === 1 && first?.type === 'text' && Object.keys(first).length === 2;
  return {
    type: 'tool_result',
    tool_use_id: toolId(toolCallId),
    ...(blocks.length > 0 && { content: isPlain ? first['text'] : blocks }),
    ...(isError && { is_error: true }),
    ...own(providerData),
  };
}

const droppedFile =
  'A file of the model was left out of the conversation: Claude makes none, and takes none back.';

/** The blocks of what the model has said, in their order: thoughts must go back as they came. */
export function toAssistantBlocks(content: readonly AssistantPart[], warn: CallContext['warn']): WireBlock[] {
  return content.flatMap((part) => toAssistantBlock(part, warn));
}

function toAssistantBlock(part: AssistantPart, warn: CallContext['warn']): WireBlock[] {
  switch (part.type) {
    case 'text':
      return toTextBlock(part);
    case 'reasoning':
      return toThinkingBlock(part);
    case 'tool-call':
      return [toToolUse(part)];
    case 'opaque':
      return toOpaqueBlock(part.providerData);
    case 'file':
      warn({ code: 'dropped-content', setting: 'messages', message: droppedFile });
      return [];
  }
}

/** The API refuses empty texts. */
function toTextBlock({ text, providerData }: TextPart): WireBlock[] {
  return text.trim() === '' ? [] : [{ type: 'text', text, ...own(providerData) }];
}

/** A thought without Anthropic's signature is refused: those of others stay behind. */
function toThinkingBlock({ text, providerData }: ReasoningPart): WireBlock[] {
  const { signature, redacted_thinking: data } = own(providerData);
  if (data !== undefined) return [{ type: 'redacted_thinking', data }];
  return signature === undefined ? [] : [{ type: 'thinking', thinking: text, signature }];
}

function toToolUse({ id, name, arguments: given, rawArguments, providerData }: ToolCallPart): WireBlock {
  const input = asRecord(given ?? parseJson(rawArguments ?? ''));
  return {
    type: 'tool_use',
    id: toolId(id),
    name,
    // So the documentation of fine-grained tool streaming hands back what is no JSON.
    input: input ?? (asText(rawArguments) === undefined ? {} : { INVALID_JSON: rawArguments }),
    ...own(providerData),
  };
}

/** Other backends have ids with dots and colons, which the API refuses. */
function toolId(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]/g, '_');
}

function toOpaqueBlock({ data }: ProviderData): WireBlock[] {
  const block = asRecord(data);
  return typeof block?.['type'] === 'string' ? [block as WireBlock] : [];
}

/** PDFs and texts: https://platform.claude.com/docs/en/build-with-claude/pdf-support */
function toFileBlock(file: FilePart): WireBlock {
  const { filename, providerData } = file;
  const media = readMedia(file);
  if (media.mediaType?.startsWith('image/')) {
    return { type: 'image', source: imageSource(file), ...own(providerData) };
  }
  return {
    ...{ type: 'document', source: documentSource(media) },
    ...(filename !== undefined && { title: filename }),
    ...own(providerData),
  };
}

function documentSource(media: Media): Readonly<Record<string, string>> {
  const { mediaType, url } = media;
  const isPdf = mediaType === 'application/pdf';
  if (url !== undefined) {
    if (isPdf || mediaType === undefined) return { type: 'url', url };
  } else if (isPdf) return { type: 'base64', media_type: mediaType, data: media.data };
  else if (mediaType.startsWith('text/')) {
    return { type: 'text', media_type: 'text/plain', data: decodeText(media.data) };
  }
  const what = `a file of type ${mediaType}${url === undefined ? '' : ' by URL'}`;
  throw new ProviderError({
    code: 'NOT_SUPPORTED',
    setting: 'messages',
    message: `Anthropic does not take ${what}. Give a PDF, by URL or as base64, or a text as base64.`,
  });
}

/** Handed on, never downloaded: https://platform.claude.com/docs/en/build-with-claude/vision */
function imageSource(image: ImagePart | FilePart): Readonly<Record<string, string>> {
  const media = readMedia(image);
  if (media.url !== undefined) return { type: 'url', url: media.url };
  return { type: 'base64', media_type: media.mediaType, data: media.data };
}

type Media =
  | { readonly url: string; readonly mediaType: string | undefined }
  | { readonly url?: undefined; readonly data: string; readonly mediaType: string };

/** The API takes no `data:` URL: its content is sent as base64. */
function readMedia(part: ImagePart | FilePart): Media {
  if (part.url === undefined) return { data: part.data, mediaType: part.mediaType.toLowerCase() };
  const inline = /^data:([^;,]*)([^,]*),(.*)$/is.exec(part.url);
  if (inline === null) return { url: part.url, mediaType: part.mediaType?.toLowerCase() };
  const [, type, parameters = '', content = ''] = inline;
  return {
    mediaType: (part.mediaType ?? type ?? '').toLowerCase() || 'text/plain',
    data: /;base64/i.test(parameters) ? content : btoa(unescapeBytes(content)),
  };
}

/** The bytes of a percent-encoded text, one character each. */
function unescapeBytes(text: string): string {
  const ascii = text.replace(/[^%\w]/gu, encodeURIComponent);
  return ascii.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decodeText(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
}

/** Fields of the API's own that a part brings along: marks for the cache, signatures, citations. */
function own(providerData: ProviderData | undefined): Readonly<Record<string, unknown>> {
  return asRecord(providerData?.data) ?? {};
}
