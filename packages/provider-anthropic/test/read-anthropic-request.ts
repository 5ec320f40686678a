import type {
  AssistantPart,
  DriverMessage,
  DriverTool,
  Reasoning,
  ToolChoice,
  UserPart,
} from '@modelport/core';
import type { ReceivedChat } from '@modelport/provider-testkit';

export type Json = Readonly<Record<string, unknown>>;

/** What the body of a Messages request means, in the words of the contract. */
export function readAnthropicChat(body: Json): ReceivedChat {
  const {
    model,
    messages,
    system = [],
    tools,
    tool_choice: choice,
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    top_k: topK,
    stop_sequences: stop,
    thinking,
    output_config: output,
    stream: _stream,
    ...rest
  } = body;
  const { format, effort } = (output ?? {}) as { format?: Json; effort?: string };
  const isAlone = (choice as Json | undefined)?.['disable_parallel_tool_use'] === true;
  return withoutAbsent({
    model,
    messages: [...(system as Json[]).map(readSystem), ...(messages as Json[]).flatMap(readMessage)],
    tools: (tools as Json[] | undefined)?.map(readTool),
    toolChoice: choice === undefined ? undefined : readChoice(choice as Json),
    parallelToolCalls: isAlone ? false : undefined,
    responseFormat: format && { type: 'json', schema: format['schema'] },
    reasoning: readReasoning(thinking as Json | undefined, effort),
    ...{ maxTokens, temperature, topP, topK, stop, rest },
  }) as ReceivedChat;
}

function readSystem({ text }: Json): DriverMessage {
  return { role: 'system', content: String(text) };
}

/** Results of tools are messages of their own in the contract, in front of what the user says. */
function readMessage({ role, content }: Json): DriverMessage[] {
  const blocks = content as readonly Json[];
  if (role === 'assistant') return [{ role, content: blocks.map(readAssistantBlock) }];
  if (role !== 'user') throw new Error(`messages: Unexpected role "${role}".`);
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const said = blocks.filter(({ type }) => type !== 'tool_result');
  return [
    ...results.map(readResult),
    ...(said.length > 0 ? [{ role, content: said.map(readUserBlock) } as const] : []),
  ];
}

function readResult({ tool_use_id: id, content = [], is_error: isError }: Json): DriverMessage {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : (content as Json[]);
  return {
    ...{ role: 'tool', toolCallId: String(id), content: blocks.map(readUserBlock) },
    ...(isError === true && { isError }),
  };
}

function readUserBlock(block: Json): UserPart {
  const { type, title, text } = block;
  const source = (block['source'] ?? {}) as { url: string; data: string; media_type: string };
  const media =
    source.url === undefined ? { data: source.data, mediaType: source.media_type } : { url: source.url };
  switch (type) {
    case 'text':
      return { type, text: String(text) };
    case 'image':
      return { type, ...media };
    case 'document':
      return { type: 'file', ...media, ...(title !== undefined && { filename: String(title) }) };
    default:
      throw new Error(`messages: Input tag '${type}' is not expected in a message of the user.`);
  }
}

function readAssistantBlock(block: Json): AssistantPart {
  const { type, text, thinking, signature, id, name, input } = block;
  switch (type) {
    case 'text':
      return { type, text: String(text) };
    case 'thinking':
      if (typeof signature !== 'string') throw new Error('messages: thinking.signature: Field required');
      return { type: 'reasoning', text: String(thinking) };
    case 'tool_use': {
      const given = { arguments: input, rawArguments: JSON.stringify(input) };
      return { type: 'tool-call', id: String(id), name: String(name), ...given };
    }
    default:
      throw new Error(`messages: Input tag '${type}' is not expected in a message of the model.`);
  }
}

function readTool({ name, description, input_schema: parameters, strict }: Json): DriverTool {
  return withoutAbsent({ name, description, parameters, strict }) as unknown as DriverTool;
}

function readChoice({ type, name }: Json): ToolChoice {
  if (type === 'tool') return { name: String(name) };
  return type === 'any' ? 'required' : (type as 'auto' | 'none');
}

function readReasoning(thinking: Json | undefined, effort: string | undefined): Reasoning | undefined {
  if (thinking?.['type'] === 'disabled') return { enabled: false };
  if (effort !== undefined) return { effort: effort as 'low' };
  return thinking && { enabled: true };
}

function withoutAbsent(values: Json): Json {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
