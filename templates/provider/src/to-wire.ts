import type { AssistantPart, CallContext, DriverMessage, DriverRequest, UserPart } from '@modelport/core';
import type { AcmeRequestOptions } from './options.js';
import type { WireChatBody, WireMessage, WirePart, WireToolCall } from './wire.js';

/**
 * Writes a chat request as Acme wants it. Core has validated the request, put contents into parts and schemas into JSON
 * Schema, and dropped or refused what the capabilities rule out.
 */
export function toChatBody(request: DriverRequest, call: Pick<CallContext, 'warn'>): object {
  const { toolChoice, reasoning, responseFormat } = request;
  const { user } = (request.providerOptions ?? {}) as AcmeRequestOptions;
  const body: WireChatBody = {
    model: request.model,
    messages: request.messages.map((message) => toMessage(message, call)),
    stream: true,
    stream_options: { include_usage: true },
    temperature: request.temperature,
    top_p: request.topP,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    max_tokens: request.maxTokens,
    stop: request.stop,
    seed: request.seed,
    user,
  };
  if (request.tools !== undefined && request.tools.length > 0) {
    body.tools = request.tools.map(({ name, description, parameters, strict }) => ({
      type: 'function',
      function: { name, description, parameters, strict },
    }));
    body.parallel_tool_calls = request.parallelToolCalls;
    if (typeof toolChoice === 'string') body.tool_choice = toolChoice;
    else if (toolChoice) body.tool_choice = { type: 'function', function: { name: toolChoice.name } };
  }
  if (reasoning !== undefined) body.reasoning_effort = effortOf(reasoning);
  if (responseFormat?.type === 'json') body.response_format = toResponseFormat(responseFormat);
  // JSON leaves out what is undefined. What the user adds wins.
  return { ...body, ...request.extraBody };
}

function effortOf(reasoning: NonNullable<DriverRequest['reasoning']>): string {
  if ('effort' in reasoning) return reasoning.effort;
  return reasoning.enabled ? 'medium' : 'none';
}

function toResponseFormat(format: NonNullable<DriverRequest['responseFormat']> & { type: 'json' }): object {
  const { schema, name = 'response', description, strict } = format;
  if (schema === undefined) return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name, description, schema, strict } };
}

function toMessage(message: DriverMessage, call: Pick<CallContext, 'warn'>): WireMessage {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return { role: 'user', content: toContent(message.content) };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: toContent(message.content) };
    case 'assistant':
      return toAssistantMessage(message.content, call);
  }
}

/** Text alone goes as a string. */
function toContent(parts: readonly UserPart[]): string | readonly WirePart[] {
  const [first] = parts;
  if (parts.length === 1 && first?.type === 'text') return first.text;
  return parts.flatMap(toPart);
}

function toPart(part: UserPart): readonly WirePart[] {
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.text }];
    case 'image': {
      // A URL is handed on as it is. Never download it: it may point inside the user's network.
      const url = part.url ?? `data:${part.mediaType};base64,${part.data}`;
      return [{ type: 'image_url', image_url: { url, detail: part.detail } }];
    }
    case 'file':
      // Declared `files: false`, so core has refused it.
      return [];
    case 'opaque':
      // A piece in Acme's own form, as the user wrote it; core has left out those of other types.
      return [part.providerData.data as unknown as WirePart];
  }
}

function toAssistantMessage(parts: readonly AssistantPart[], call: Pick<CallContext, 'warn'>): WireMessage {
  const calls: WireToolCall[] = [];
  let text = '';
  for (const part of parts) {
    if (part.type === 'text') text += part.text;
    else if (part.type === 'tool-call') {
      const raw = part.rawArguments ?? JSON.stringify(part.arguments ?? {});
      // A call without arguments has none to parse: Acme wants an object.
      const text = raw.trim() === '' ? '{}' : raw;
      calls.push({ id: part.id, type: 'function', function: { name: part.name, arguments: text } });
    } else if (part.type === 'file') {
      const message = 'A file in an assistant message was left out: Acme has no place for it.';
      call.warn({ code: 'dropped-content', setting: 'messages', message });
    }
    // Acme does not take its own reasoning back.
  }
  const content = text === '' && calls.length > 0 ? null : text;
  return { role: 'assistant', content, ...(calls.length > 0 && { tool_calls: calls }) };
}
