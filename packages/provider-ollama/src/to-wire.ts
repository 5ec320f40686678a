import {
  type CallContext,
  type DriverRequest,
  type DriverTool,
  type JsonSchema,
  ProviderError,
  type Reasoning,
} from '@modelport/core';
import { asRecord } from '@modelport/provider-utils';
import { checkModel } from './model-name.js';
import type { ReadRequestOptions } from './request-options.js';
import { toWireMessages } from './to-wire-messages.js';
import { toToolSchema } from './tool-schema.js';
import type { WireChatBody, WireTool } from './wire.js';

/** What writing a body needs to know beside the request. */
export interface ToWireContext {
  /** Type of the provider. */
  readonly type: string;
  readonly options: ReadRequestOptions;
  readonly warn: CallContext['warn'];
}

/** A body, and how its answer is to be read. */
export interface WrittenChat {
  readonly body: WireChatBody;
  /** The answer is a call in the form of JSON: see {@link callSchema}. */
  readonly forcesCall: boolean;
}

/**
 * Writes a chat request for `POST /api/chat`, without what the provider's own options add.
 * @throws ProviderError `REQUEST_INVALID` without a model; `NOT_SUPPORTED` or `REQUEST_INVALID` for an image that cannot be sent.
 */
export function toChatBody(request: DriverRequest, stream: boolean, context: ToWireContext): WrittenChat {
  const messages = toWireMessages(request.messages, context.type);
  const body: WireChatBody = { model: checkModel(request.model), messages, stream };
  const tools = request.toolChoice === 'none' ? [] : (request.tools ?? []);
  if (tools.length > 0) body.tools = tools.map(toWireTool);
  const forced = forcedTools(request, tools);
  if (forced.length > 0) body.format = callSchema(forced);
  addFormat(body, request, context);
  addOptions(body, request, context.options);
  addThink(body, request.reasoning, context.options);
  const { shift } = context.options.own;
  if (shift !== undefined) body.shift = shift;
  if (request.parallelToolCalls === false && tools.length > 0 && forced.length === 0) {
    context.warn(ignored('parallelToolCalls', 'The model decides how many tools it calls at once'));
  }
  return { body, forcesCall: forced.length > 0 };
}

/** Of parameters without `properties` older servers know nothing. */
function toWireTool({ name, description, parameters, providerData }: DriverTool): WireTool {
  const definition: WireTool['function'] = { name, parameters: toToolSchema(parameters) };
  if (description !== undefined) definition.description = description;
  return { type: 'function', function: definition, ...asRecord(providerData?.data) };
}

/** The tools of which one must be called. */
function forcedTools({ toolChoice }: DriverRequest, tools: readonly DriverTool[]): readonly DriverTool[] {
  if (toolChoice === 'required') return tools;
  return typeof toolChoice === 'object' ? tools.filter(({ name }) => name === toolChoice.name) : [];
}

/**
 * Ollama has no tool choice, but it can be made to answer in JSON of a given form: that of a call to one of these tools.
 * The server sorts the properties of a schema by name, so the name must come first in the alphabet, too.
 */
function callSchema(tools: readonly DriverTool[]): JsonSchema {
  const calls = tools.map(({ name, parameters }) => ({
    type: 'object',
    properties: { name: { type: 'string', enum: [name] }, parameters: toToolSchema(parameters) },
    required: ['name', 'parameters'],
    additionalProperties: false,
  }));
  const [first] = calls;
  return calls.length === 1 && first !== undefined ? first : { anyOf: calls };
}

function addFormat(body: WireChatBody, { responseFormat }: DriverRequest, { warn }: ToWireContext): void {
  if (responseFormat?.type !== 'json') return;
  if (body.format !== undefined) {
    warn(ignored('responseFormat', 'The answer must be a tool call, so there is no text to give a form'));
    return;
  }
  body.format = responseFormat.schema ?? 'json';
  if (body.tools === undefined) return;
  warn({
    code: 'unsupported-setting',
    setting: 'tools',
    message:
      'Ollama writes JSON and calls no tool where responseFormat asks for JSON. Ask for one at a time.',
  });
}

/** Settings of a request, and what Ollama calls them. */
const settings = [
  ['temperature', 'temperature'],
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['minP', 'min_p'],
  ['presencePenalty', 'presence_penalty'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['maxTokens', 'num_predict'],
  ['stop', 'stop'],
  ['seed', 'seed'],
] as const satisfies readonly (readonly [keyof DriverRequest, string])[];

/** Options of the provider or of Ollama's own name win. */
function addOptions(body: WireChatBody, request: DriverRequest, { model }: ReadRequestOptions): void {
  const options: Record<string, unknown> = {};
  for (const [setting, name] of settings)
    if (request[setting] !== undefined) options[name] = request[setting];
  Object.assign(options, model);
  if (Object.keys(options).length > 0) body.options = options;
  if (request.logprobs === undefined || request.logprobs === false) return;
  body.logprobs = true;
  if (request.logprobs === true) return;
  if (request.logprobs > 20) {
    throw new ProviderError({
      code: 'REQUEST_INVALID',
      setting: 'logprobs',
      message: `logprobs is ${request.logprobs}: Ollama gives at most 20 alternatives of a token.`,
    });
  }
  body.top_logprobs = request.logprobs;
}

/** Left out, a model that can think does. */
function addThink(body: WireChatBody, reasoning: Reasoning | undefined, { own }: ReadRequestOptions): void {
  const think = own.think ?? (reasoning && toThink(reasoning));
  if (think !== undefined) body.think = think;
}

function toThink(reasoning: Reasoning): NonNullable<WireChatBody['think']> {
  if ('enabled' in reasoning) return reasoning.enabled;
  switch (reasoning.effort) {
    case 'none':
      return false;
    case 'minimal':
      return 'low';
    case 'xhigh':
      return 'max';
    default:
      return reasoning.effort;
  }
}

function ignored(setting: string, why: string): Parameters<CallContext['warn']>[0] {
  return { code: 'unsupported-setting', setting, message: `${why}: ${setting} was ignored.` };
}
