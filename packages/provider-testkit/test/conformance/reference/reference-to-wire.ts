import type { AssistantPart, CallContext, DriverMessage, DriverRequest, UserPart } from '@modelport/core';

/** A JSON object on its way to the backend. */
export type Body = Record<string, unknown>;

/** What writing a request needs to know. */
export interface ToWireContext {
  /** Type of the provider. */
  readonly type: string;
  readonly warn: CallContext['warn'];
}

/** Writes a request as a Chat Completions body: the plainest writer that keeps the contract. */
export function toBody(request: DriverRequest, stream: boolean, { type, warn }: ToWireContext): Body {
  const { toolChoice, responseFormat, reasoning } = request;
  const named = typeof toolChoice === 'object';
  return {
    model: request.model,
    messages: request.messages.map((message) => toMessage(message, { type, warn })),
    tools: request.tools?.map(({ name, description, parameters, strict }) => ({
      type: 'function',
      function: { name, description, parameters, strict },
    })),
    tool_choice: named ? { type: 'function', function: { name: toolChoice.name } } : toolChoice,
    parallel_tool_calls: request.parallelToolCalls,
    response_format: responseFormat && toFormat(responseFormat),
    temperature: request.temperature,
    top_p: request.topP,
    top_k: request.topK,
    min_p: request.minP,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    max_tokens: request.maxTokens,
    stop: request.stop,
    seed: request.seed,
    ...(request.logprobs !== undefined && { logprobs: request.logprobs !== false }),
    ...(typeof request.logprobs === 'number' && { top_logprobs: request.logprobs }),
    reasoning_effort: reasoning && toEffort(reasoning),
    ...(stream && { stream: true, stream_options: { include_usage: true } }),
    ...request.extraBody,
  };
}

function toEffort(reasoning: NonNullable<DriverRequest['reasoning']>): string {
  if ('effort' in reasoning) return reasoning.effort;
  return reasoning.enabled ? 'medium' : 'none';
}

function toFormat(format: NonNullable<DriverRequest['responseFormat']>): Body {
  if (format.type === 'text') return { type: 'text' };
  const { schema, name = 'response', description, strict } = format;
  if (schema === undefined) return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name, description, schema, strict } };
}

function toMessage(message: DriverMessage, { type, warn }: ToWireContext): Body {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return { role: 'user', content: toContent(message.content) };
    case 'tool':
      return {
        role: 'tool',
        tool_call_id: message.toolCallId,
        content: toContent(message.content),
        is_error: message.isError,
      };
    case 'assistant': {
      const calls = message.content.filter((part) => part.type === 'tool-call');
      const text = joined(message.content, 'text');
      if (message.content.some((part) => part.type === 'file')) {
        warn({
          code: 'dropped-content',
          setting: 'messages',
          message: 'A file of an assistant was left out.',
        });
      }
      // What another type of provider thought is not this one's to continue.
      const isOwn = message.from === undefined || message.from.type === type;
      const reasoning = isOwn ? joined(message.content, 'reasoning') : '';
      return {
        role: 'assistant',
        content: text === '' && calls.length > 0 ? null : text,
        ...(reasoning !== '' && { reasoning_content: reasoning }),
        ...(calls.length > 0 && {
          tool_calls: calls.map((call) => ({
            id: call.id,
            type: 'function',
            function: {
              name: call.name,
              arguments: call.rawArguments || JSON.stringify(call.arguments ?? {}),
            },
          })),
        }),
      };
    }
  }
}

function joined(parts: readonly AssistantPart[], type: 'text' | 'reasoning'): string {
  return parts.map((part) => (part.type === type ? part.text : '')).join('');
}

function toContent(parts: readonly UserPart[]): string | Body[] {
  const [first] = parts;
  if (parts.length === 1 && first?.type === 'text') return first.text;
  return parts.map(toPart);
}

function toPart(part: UserPart): Body {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return { type: 'image_url', image_url: { url: urlOf(part), detail: part.detail } };
    case 'file':
      return { type: 'file', file: { file_data: urlOf(part), filename: part.filename } };
    case 'opaque':
      return part.providerData.data as Body;
  }
}

function urlOf(media: {
  url?: string | undefined;
  data?: string | undefined;
  mediaType?: string | undefined;
}): string {
  return media.url ?? `data:${media.mediaType};base64,${media.data}`;
}
