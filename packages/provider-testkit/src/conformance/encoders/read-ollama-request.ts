import type {
  AssistantPart,
  DriverMessage,
  DriverTool,
  Reasoning,
  ToolChoice,
  UserPart,
} from '@modelport/core';
import type { RawRequest } from '../../network/request-reader.js';
import { checkAsRunner, checkLogprobs } from '../../ollama/check-generation.js';
import { checkOptions } from '../../ollama/check-options.js';
import { OllamaRefusal } from '../../ollama/ollama-refusal.js';
import { readBody } from '../../ollama/request-types.js';
import type { ReceivedChat, ReceivedEmbed } from '../wire-encoder.js';
import { forcedTools } from './ollama-forced-call.js';

type Json = Record<string, unknown>;

/**
 * What a request to `/api/chat` means, in the words of the contract.
 * @throws OllamaRefusal for what Ollama refuses, whatever the model can do.
 */
export function readOllamaChat({ text }: RawRequest): ReceivedChat {
  const body = readBody('/api/chat', text);
  checkModel(body);
  checkLogprobs(body);
  checkOptions(body['options']);
  checkAsRunner(body, { capabilities: ['vision'] });
  const { model, messages, tools, format, options, think, stream: _stream, truncate, ...others } = body;
  const { logprobs, top_logprobs: topLogprobs, ...rest } = others;
  const forced = forcedTools(body);
  return withoutAbsent({
    model,
    messages: (messages as Json[]).map(readMessage),
    tools: (tools as Json[] | undefined)?.map(readTool),
    toolChoice: forced && readToolChoice(forced, tools as Json[]),
    responseFormat: forced ? undefined : readFormat(format),
    ...readSettings(options as Json | undefined),
    logprobs: topLogprobs ?? logprobs,
    reasoning: readThink(think),
    rest: {
      ...rest,
      // Without it a prompt that is too long is cut without a word.
      ...(truncate !== false && { truncate: truncate ?? 'not given' }),
      ...readOtherOptions(options as Json | undefined),
    },
  }) as ReceivedChat;
}

/** What a request to `/api/embed` means. @throws OllamaRefusal for what Ollama refuses. */
export function readOllamaEmbed({ text }: RawRequest): ReceivedEmbed {
  const body = readBody('/api/embed', text);
  checkModel(body);
  checkOptions(body['options']);
  const { model, input = [], dimensions } = body;
  const list: unknown[] = Array.isArray(input) ? input : [input];
  if (!list.every((item) => typeof item === 'string')) throw new OllamaRefusal(400, 'invalid input type');
  return withoutAbsent({ model, input: list, dimensions }) as unknown as ReceivedEmbed;
}

function checkModel({ model }: Json): void {
  if (model === undefined || model === '') throw new OllamaRefusal(400, 'model is required');
}

function readMessage(message: Json): DriverMessage {
  const { role, content } = message;
  switch (role) {
    case 'system':
      return { role, content: String(content) };
    case 'user':
      return { role, content: readContent(message) };
    case 'assistant':
      return { role, content: readAssistant(message) };
    case 'tool': {
      const { tool_call_id: toolCallId, tool_name: toolName } = message;
      const facts = withoutAbsent({ toolCallId, toolName }) as { toolCallId: string };
      return { role, ...facts, content: readContent(message) };
    }
    default:
      // Ollama takes any word, and hands it to the model's template, which does not know it.
      throw new Error(`Ollama's models know no role ${JSON.stringify(role)}.`);
  }
}

function readContent({ content = '', images = [] }: Json): UserPart[] {
  const pictures = (images as string[]).map(
    (data): UserPart => ({ type: 'image', data, mediaType: typeOf(data) }),
  );
  return content === '' ? pictures : [{ type: 'text', text: String(content) }, ...pictures];
}

/** How the bytes of each type begin, in base64. Ollama tells them apart in this way, too. */
const beginnings = {
  'image/png': 'iVBORw0KGgo',
  'image/jpeg': '/9j/',
  'image/gif': 'R0lGOD',
  'image/webp': 'UklGR',
};

function typeOf(data: string): string {
  const known = Object.entries(beginnings).find(([, beginning]) => data.startsWith(beginning));
  return known?.[0] ?? 'application/octet-stream';
}

function readAssistant({ content = '', thinking = '', tool_calls: calls = [] }: Json): AssistantPart[] {
  const parts: AssistantPart[] = [];
  if (thinking !== '') parts.push({ type: 'reasoning', text: String(thinking) });
  if (content !== '') parts.push({ type: 'text', text: String(content) });
  for (const { id, function: call } of calls as {
    id?: string;
    function: { name: string; arguments: object };
  }[]) {
    const rawArguments = JSON.stringify(call.arguments);
    parts.push({ type: 'tool-call', id: id ?? '', name: call.name, arguments: call.arguments, rawArguments });
  }
  return parts;
}

function readTool({ function: tool }: Json): DriverTool {
  const { name, description, parameters } = tool as Json;
  return withoutAbsent({ name, description, parameters }) as unknown as DriverTool;
}

/** Of a single tool it cannot be told whether it was named: where there are others, it was. */
function readToolChoice(forced: readonly string[], tools: readonly Json[]): ToolChoice {
  const [name = ''] = forced;
  return forced.length === 1 && tools.length > 1 ? { name } : 'required';
}

function readFormat(format: unknown): ReceivedChat['responseFormat'] {
  if (format === undefined || format === '') return undefined;
  return format === 'json' ? { type: 'json' } : { type: 'json', schema: format as Json };
}

function readThink(think: unknown): Reasoning | undefined {
  if (think === undefined) return undefined;
  return typeof think === 'boolean' ? { enabled: think } : ({ effort: think } as Reasoning);
}

/** The contract's word for each of Ollama's options. */
const settings: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  min_p: 'minP',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  num_predict: 'maxTokens',
  stop: 'stop',
  seed: 'seed',
};

function readSettings(options: Json = {}): Json {
  const known = Object.entries(options).filter(([name]) => name in settings);
  return Object.fromEntries(known.map(([name, value]) => [settings[name], value]));
}

function readOtherOptions(options: Json = {}): Json {
  const others = Object.entries(options).filter(([name]) => !(name in settings));
  return others.length === 0 ? {} : { options: Object.fromEntries(others) };
}

function withoutAbsent(values: Json): Json {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
