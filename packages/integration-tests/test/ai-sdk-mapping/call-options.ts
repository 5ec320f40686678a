import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  SharedV4Warning,
} from '@ai-sdk/provider';
import type {
  CallContext,
  CallOptions,
  ChatRequest,
  DriverRequest,
  Reasoning,
  Tool,
  ToolChoice,
} from '@modelport/core';
import { messagesToPrompt } from './messages-to-prompt.js';
import { promptToMessages } from './prompt-to-messages.js';
import { defined, fromMetadata, peerType, toMetadata, unreachable } from './support.js';

type Peer = LanguageModelV4CallOptions;

/** The peer's call as a request to a provider of the given type. */
export function fromCallOptions(
  call: Peer,
  type: string,
): { request: ChatRequest; options: CallOptions; warnings: SharedV4Warning[] } {
  // Whoever adds a field to the peer's call finds it here.
  const { prompt, tools, toolChoice, responseFormat, reasoning, providerOptions, headers, ...rest } = call;
  const {
    maxOutputTokens: maxTokens,
    stopSequences: stop,
    includeRawChunks: includeRaw,
    abortSignal,
    ...same
  } = rest;
  const settings: Pick<
    ChatRequest,
    'temperature' | 'topP' | 'topK' | 'presencePenalty' | 'frequencyPenalty' | 'seed'
  > & { [Field in Exclude<keyof typeof same, keyof ChatRequest>]: never } = same;
  const warnings: SharedV4Warning[] = [];
  const request: ChatRequest = {
    ...settings,
    messages: promptToMessages(prompt, type),
    ...defined({ maxTokens, stop, includeRaw }),
    ...(tools && { tools: tools.flatMap((tool) => fromTool(tool, type, warnings)) }),
    ...(toolChoice && { toolChoice: fromToolChoice(toolChoice) }),
    ...(responseFormat && { responseFormat: responseFormat as ChatRequest['responseFormat'] }),
    ...(reasoning && reasoning !== 'provider-default' && { reasoning: { effort: reasoning } }),
    ...(providerOptions && {
      providerOptions: type === peerType ? { [peerType]: providerOptions } : providerOptions,
    }),
  };
  const options = {
    // The peer repeats failed calls itself.
    maxRetries: 0,
    ...(abortSignal && { signal: abortSignal }),
    ...(headers && { headers: defined(headers) as Record<string, string> }),
  };
  return { request, options, warnings };
}

/** A driver's request as the peer's call. */
export function toCallOptions(request: DriverRequest, context: CallContext): Peer {
  const { messages, tools, toolChoice, responseFormat, reasoning, includeRaw, stop, maxTokens, ...rest } =
    request;
  const { temperature, topP, topK, presencePenalty, frequencyPenalty, seed, providerOptions, ...others } =
    rest;
  const { model: _, minP, logprobs, parallelToolCalls, extraBody, ...unmapped } = others;
  const nothing: { [Field in keyof typeof unmapped]: never } = unmapped;
  for (const [setting, value] of Object.entries({
    minP,
    logprobs,
    parallelToolCalls,
    extraBody,
    ...nothing,
  })) {
    if (value !== undefined) unsupported(setting, context);
  }
  return {
    prompt: messagesToPrompt(messages, context.warn),
    abortSignal: context.signal,
    headers: { ...context.headers },
    ...defined({ temperature, topP, topK, presencePenalty, frequencyPenalty, seed }),
    ...defined({ maxOutputTokens: maxTokens, includeRawChunks: includeRaw }),
    ...(stop && { stopSequences: [...stop] }),
    ...(tools && { tools: tools.map(toFunctionTool) }),
    ...(toolChoice && { toolChoice: toToolChoice(toolChoice) }),
    ...(responseFormat && { responseFormat: toResponseFormat(responseFormat, context) }),
    ...(reasoning && { reasoning: toEffort(reasoning) }),
    ...(providerOptions && { providerOptions: providerOptions as NonNullable<Peer['providerOptions']> }),
  };
}

function fromTool(
  tool: NonNullable<Peer['tools']>[number],
  type: string,
  warnings: SharedV4Warning[],
): Tool[] {
  switch (tool.type) {
    case 'function': {
      if (tool.inputExamples)
        warnings.push({ type: 'unsupported', feature: `inputExamples of ${tool.name}` });
      const { name, description, inputSchema, strict, providerOptions } = tool;
      const providerData = fromMetadata(providerOptions, type);
      return [{ name, parameters: { ...inputSchema }, ...defined({ description, strict, providerData }) }];
    }
    case 'provider':
      warnings.push({ type: 'unsupported', feature: `provider-defined tool ${tool.id}` });
      return [];
    default:
      return unreachable(tool);
  }
}

function toFunctionTool(tool: NonNullable<DriverRequest['tools']>[number]): LanguageModelV4FunctionTool {
  const { name, description, parameters, strict, providerData, ...unmapped } = tool;
  const nothing: { [Field in keyof typeof unmapped]: never } = unmapped;
  const inputSchema = parameters as LanguageModelV4FunctionTool['inputSchema'];
  const providerOptions = toMetadata(providerData);
  return {
    type: 'function',
    name,
    inputSchema,
    ...defined({ description, strict, providerOptions }),
    ...nothing,
  };
}

function fromToolChoice(choice: NonNullable<Peer['toolChoice']>): ToolChoice {
  switch (choice.type) {
    case 'auto':
    case 'none':
    case 'required':
      return choice.type;
    case 'tool':
      return { name: choice.toolName };
    default:
      return unreachable(choice);
  }
}

function toToolChoice(choice: ToolChoice): NonNullable<Peer['toolChoice']> {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.name };
}

function toResponseFormat(
  format: NonNullable<DriverRequest['responseFormat']>,
  context: CallContext,
): NonNullable<Peer['responseFormat']> {
  if (format.type === 'text') return format;
  const { strict, schema, name, description } = format;
  if (strict !== undefined) unsupported('responseFormat.strict', context);
  const peerSchema = schema as LanguageModelV4FunctionTool['inputSchema'] | undefined;
  return { type: 'json', ...defined({ schema: peerSchema, name, description }) };
}

function toEffort(reasoning: Reasoning): NonNullable<Peer['reasoning']> {
  if ('effort' in reasoning) return reasoning.effort;
  return reasoning.enabled ? 'medium' : 'none';
}

function unsupported(setting: string, context: CallContext): void {
  context.warn({
    code: 'unsupported-setting',
    setting,
    message: `${setting} was left out: the model's interface has no such setting.`,
  });
}
