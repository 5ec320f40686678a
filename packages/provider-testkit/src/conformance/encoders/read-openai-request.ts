import type { AssistantPart, DriverMessage, DriverTool, ToolChoice, UserPart } from '@modelport/core';
import type { Json } from '../../openai/chat-wire.js';
import { isObject } from '../../openai/checks.js';
import type { ReceivedChat, ReceivedEmbed } from '../wire-encoder.js';

/** What a Chat Completions body means, in the words of the contract. The body was checked before. */
export function readOpenAIChat(body: Json): ReceivedChat {
  const {
    model,
    messages,
    tools,
    tool_choice: toolChoice,
    parallel_tool_calls: parallelToolCalls,
    response_format: format,
    temperature,
    top_p: topP,
    top_k: topK,
    min_p: minP,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
    max_tokens: maxTokens,
    max_completion_tokens: maxCompletionTokens,
    stop,
    seed,
    logprobs,
    top_logprobs: topLogprobs,
    reasoning_effort: effort,
    stream: _stream,
    stream_options: _streamOptions,
    ...rest
  } = body;
  return withoutAbsent({
    model,
    messages: (messages as Json[]).map(readMessage),
    tools: tools === undefined ? undefined : (tools as Json[]).map(readTool),
    toolChoice: toolChoice === undefined ? undefined : readToolChoice(toolChoice),
    responseFormat: isObject(format) ? readFormat(format) : undefined,
    ...{ temperature, topP, topK, minP, presencePenalty, frequencyPenalty, seed, parallelToolCalls },
    stop: stop === undefined ? undefined : [stop].flat(),
    maxTokens: maxTokens ?? maxCompletionTokens,
    logprobs: topLogprobs ?? logprobs,
    reasoning: effort === undefined ? undefined : { effort },
    rest,
  }) as ReceivedChat;
}

/** What an embeddings body means. */
export function readOpenAIEmbed({ model, input, dimensions }: Json): ReceivedEmbed {
  const list = Array.isArray(input) ? input : [input];
  return { input: list, ...withoutAbsent({ model, dimensions }) } as ReceivedEmbed;
}

function readMessage(message: Json): DriverMessage {
  const { role, content } = message;
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: content as string };
    case 'tool':
      return {
        ...{ role: 'tool', toolCallId: String(message['tool_call_id']), content: readContent(content) },
        ...(message['is_error'] === true && { isError: true }),
      };
    case 'assistant':
      return { role: 'assistant', content: readAssistant(message) };
    default:
      return { role: 'user', content: readContent(content) };
  }
}

function readAssistant({
  content,
  tool_calls: calls = [],
  reasoning_content: reasoningContent,
  reasoning = reasoningContent,
}: Json): AssistantPart[] {
  const parts: AssistantPart[] = [];
  if (typeof reasoning === 'string') parts.push({ type: 'reasoning', text: reasoning });
  if (content !== null && content !== undefined && content !== '') {
    parts.push(...(readContent(content) as AssistantPart[]));
  }
  for (const { id, function: call } of calls as {
    id: string;
    function: { name: string; arguments: string };
  }[]) {
    parts.push({
      ...{ type: 'tool-call', id, name: call.name },
      arguments: parseJson(call.arguments),
      rawArguments: call.arguments,
    });
  }
  return parts;
}

/** `undefined` for what is no JSON: a model may have written it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readContent(content: unknown): UserPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content as Json[]).map(readPart);
}

function readPart(part: Json): UserPart {
  switch (part['type']) {
    case 'image_url': {
      const { url, detail } = part['image_url'] as { url: string; detail?: 'auto' };
      return { type: 'image', ...readMedia(url), ...(detail && { detail }) };
    }
    case 'file': {
      const { file_data: data, filename } = part['file'] as { file_data: string; filename?: string };
      return { type: 'file', ...readMedia(data), ...(filename !== undefined && { filename }) };
    }
    case 'input_audio': {
      const { data, format } = part['input_audio'] as { data: string; format: string };
      return { type: 'file', data, mediaType: format === 'wav' ? 'audio/wav' : 'audio/mpeg' };
    }
    default:
      return { type: 'text', text: String(part['text']) };
  }
}

function readMedia(url: string): { url: string } | { data: string; mediaType: string } {
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  return mediaType !== undefined && data !== undefined ? { data, mediaType } : { url };
}

function readTool({ function: tool }: Json): DriverTool {
  const { name, description, parameters, strict } = tool as Json;
  return withoutAbsent({ name, description, parameters, strict }) as unknown as DriverTool;
}

function readToolChoice(choice: unknown): ToolChoice {
  return isObject(choice) ? { name: String((choice['function'] as Json)['name']) } : (choice as ToolChoice);
}

function readFormat({ type, json_schema: named }: Json): NonNullable<ReceivedChat['responseFormat']> {
  if (type !== 'json_schema') return { type: type === 'json_object' ? 'json' : 'text' };
  return { type: 'json', ...(named as Json) };
}

function withoutAbsent(values: Json): Json {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
