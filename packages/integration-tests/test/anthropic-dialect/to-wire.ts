import type {
  AssistantPart,
  CallContext,
  DriverMessage,
  DriverRequest,
  DriverTool,
  MediaSource,
  ProviderData,
  Reasoning,
  UserPart,
} from '@modelport/core';
import type {
  MessagesBody,
  WireBlock,
  WireMessage,
  WireSource,
  WireThinking,
  WireTool,
  WireToolChoice,
} from './wire.js';

/** What of a call decides how it is written. */
export interface WriteContext {
  /** The dialect demands `max_tokens`; used where the request has none. */
  readonly defaultMaxTokens: number;
  readonly warn: CallContext['warn'];
}

/** Writes a chat request as the body of `POST /v1/messages`, without `stream`. */
export function toMessagesBody(request: DriverRequest, context: WriteContext): MessagesBody {
  const maxTokens = request.maxTokens ?? context.defaultMaxTokens;
  const userId = request.providerOptions?.['userId'];
  const system = writeSystem(request.messages, context);
  if (request.responseFormat?.type === 'json') {
    const message = 'JSON was not asked for: this API has no setting for it. Ask for it in the prompt.';
    context.warn({ code: 'unsupported-setting', message, setting: 'responseFormat' });
  }
  return {
    ...(request.model !== undefined && { model: request.model }),
    max_tokens: maxTokens,
    messages: writeMessages(request.messages, context),
    ...(system.length > 0 && { system }),
    ...(request.tools?.length && {
      tools: request.tools.map(writeTool),
      tool_choice: writeToolChoice(request),
    }),
    ...(request.reasoning && { thinking: writeThinking(request.reasoning, maxTokens) }),
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.topP !== undefined && { top_p: request.topP }),
    ...(request.topK !== undefined && { top_k: request.topK }),
    ...(request.stop?.length && { stop_sequences: request.stop }),
    ...(typeof userId === 'string' && { metadata: { user_id: userId } }),
    ...request.extraBody,
  };
}

/** The dialect has one place for instructions: in front. */
function writeSystem(messages: readonly DriverMessage[], context: WriteContext): WireBlock[] {
  const system = messages.filter((message) => message.role === 'system');
  const leading = messages.findIndex((message) => message.role !== 'system');
  if (leading !== -1 && system.length > leading) {
    context.warn({
      code: 'moved-content',
      message:
        'A system message in mid-conversation was moved to the front: this API knows no other place for it.',
      setting: 'messages',
    });
  }
  return system.map((message) => ({
    type: 'text',
    text: message.content,
    ...fieldsOf(message.providerData),
  }));
}

/** Tool results are blocks of a user message, and messages of one role in a row become one. */
function writeMessages(messages: readonly DriverMessage[], context: WriteContext): WireMessage[] {
  const written: { role: 'user' | 'assistant'; content: WireBlock[] }[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = writeContent(message, context);
    const last = written.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) written.push({ role, content });
  }
  return written;
}

function writeContent(
  message: Exclude<DriverMessage, { role: 'system' }>,
  context: WriteContext,
): WireBlock[] {
  switch (message.role) {
    case 'user':
      return message.content.flatMap(writeUserPart);
    case 'assistant':
      return message.content.flatMap((part) => writeAssistantPart(part, context));
    case 'tool':
      return [
        {
          type: 'tool_result',
          tool_use_id: message.toolCallId,
          content: message.content.flatMap(writeUserPart),
          ...(message.isError && { is_error: true }),
          ...fieldsOf(message.providerData),
        },
      ];
  }
}

function writeUserPart(part: UserPart): WireBlock[] {
  switch (part.type) {
    case 'text':
      // An empty block is refused.
      return part.text === '' ? [] : [{ type: 'text', text: part.text, ...fieldsOf(part.providerData) }];
    case 'image':
      return [{ type: 'image', source: writeSource(part), ...fieldsOf(part.providerData) }];
    case 'file':
      return [
        {
          type: 'document',
          source: writeSource(part),
          ...(part.filename !== undefined && { title: part.filename }),
          ...fieldsOf(part.providerData),
        },
      ];
    case 'opaque':
      return [blockOf(part.providerData)];
  }
}

function writeAssistantPart(part: AssistantPart, context: WriteContext): WireBlock[] {
  switch (part.type) {
    case 'text':
    case 'opaque':
      return writeUserPart(part);
    case 'reasoning':
      // Thoughts are accepted back only with the signature that they came with.
      if (part.providerData)
        return [{ type: 'thinking', thinking: part.text, ...fieldsOf(part.providerData) }];
      return dropped('Reasoning without a signature', context);
    case 'tool-call':
      return [
        {
          type: 'tool_use',
          id: part.id,
          name: part.name,
          input: part.arguments ?? {},
          ...fieldsOf(part.providerData),
        },
      ];
    case 'file':
      return dropped('A file made by a model', context);
  }
}

function dropped(what: string, context: WriteContext): [] {
  context.warn({
    code: 'dropped-content',
    message: `${what} was left out of the conversation: this API does not take it back.`,
    setting: 'messages',
  });
  return [];
}

function writeSource(source: MediaSource): WireSource {
  if (source.data !== undefined) return { type: 'base64', media_type: source.mediaType, data: source.data };
  const inline = /^data:([^;,]+);base64,(.*)$/s.exec(source.url);
  if (inline?.[1] === undefined || inline[2] === undefined) return { type: 'url', url: source.url };
  return { type: 'base64', media_type: inline[1], data: inline[2] };
}

function writeTool(tool: DriverTool): WireTool {
  return {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    input_schema: tool.parameters,
    ...(tool.strict !== undefined && { strict: tool.strict }),
    ...fieldsOf(tool.providerData),
  };
}

function writeToolChoice(request: DriverRequest): WireToolChoice | undefined {
  const { toolChoice, parallelToolCalls } = request;
  const single = parallelToolCalls === false && { disable_parallel_tool_use: true };
  if (typeof toolChoice === 'object') return { type: 'tool', name: toolChoice.name, ...single };
  if (toolChoice === 'required') return { type: 'any', ...single };
  if (toolChoice === 'none') return { type: 'none' };
  return toolChoice === 'auto' || single ? { type: 'auto', ...single } : undefined;
}

/** How much of `max_tokens` an effort may think away. */
const shareOfEffort = { minimal: 0.1, low: 0.2, medium: 0.5, high: 0.8, xhigh: 0.9, max: 0.95 };

/** The dialect wants a number of tokens, of 1,024 at least and below `max_tokens`. */
function writeThinking(reasoning: Reasoning, maxTokens: number): WireThinking {
  const effort = 'effort' in reasoning ? reasoning.effort : reasoning.enabled ? 'medium' : 'none';
  if (effort === 'none') return { type: 'disabled' };
  const wanted = Math.max(1024, Math.floor(maxTokens * shareOfEffort[effort]));
  return { type: 'enabled', budget_tokens: Math.min(wanted, maxTokens - 1) };
}

/** Fields that this dialect alone knows, such as `signature` and `cache_control`. */
function fieldsOf(data: ProviderData | undefined): Readonly<Record<string, unknown>> {
  return typeof data?.data === 'object' ? { ...data.data } : {};
}

function blockOf(data: ProviderData): WireBlock {
  const fields = fieldsOf(data);
  return { type: String(fields['type']), ...fields };
}
