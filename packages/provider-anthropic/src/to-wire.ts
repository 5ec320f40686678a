import type { CallContext, DriverRequest, DriverTool, JsonSchema } from '@modelport/core';
import { asRecord, withoutAbsent } from '@modelport/provider-utils';
import { modelFacts } from './model-facts.js';
import { toOutputSchema } from './output-schema.js';
import { isForced, toReasoning } from './reasoning.js';
import type { WireOptions } from './request-options.js';
import { toSampling } from './sampling.js';
import { toWireMessages } from './to-wire-messages.js';
import type { WireBlock, WireOutputConfig, WireRequest, WireTool, WireToolChoice } from './wire.js';

/** What a request is made with. */
export interface ToWireContext {
  /** `max_tokens` where the request does not say. */
  readonly maxTokens: number;
  readonly options: WireOptions;
  readonly warn: CallContext['warn'];
}

/**
 * Writes the body of `POST /v1/messages`: https://platform.claude.com/docs/en/api/messages
 * @throws ProviderError `NOT_SUPPORTED` for content that the API has no block for.
 */
export function toWireRequest(request: DriverRequest, context: ToWireContext): WireRequest {
  const { options, warn } = context;
  const facts = modelFacts(request.model);
  const maxTokens = request.maxTokens ?? context.maxTokens;
  const asked =
    options.thinking === undefined || options.effort === undefined
      ? toReasoning(request, facts, maxTokens, warn)
      : {};
  const thinking = options.thinking ?? asked.thinking;
  const { system, messages } = toWireMessages(request.messages, warn);
  const tools = toTools(request, options.serverTools);
  const thinks = thinking !== undefined && thinking.type !== 'disabled';
  return {
    ...withoutAbsent({
      model: request.model,
      system: nonEmpty([...system, ...jsonInstruction(request, warn)]),
      tools: nonEmpty(tools),
      tool_choice: tools.length > 0 ? toToolChoice(request) : undefined,
      thinking,
      output_config: toOutputConfig(request, options.effort ?? asked.effort),
      ...toSampling(request, facts, thinks, warn),
      stop_sequences: nonEmpty(request.stop ?? []),
      ...options.fields,
    }),
    max_tokens: maxTokens,
    messages,
    stream: true,
    ...request.extraBody,
  };
}

/** Fields of a request that count tokens: https://platform.claude.com/docs/en/api/messages-count-tokens */
const counted = ['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config'];

/** The body of `POST /v1/messages/count_tokens` for the same request. */
export function toCountRequest(
  request: WireRequest,
  extraBody: DriverRequest['extraBody'] = {},
): Record<string, unknown> {
  const fields = Object.entries(request).filter(([name]) => counted.includes(name));
  return { ...Object.fromEntries(fields), ...extraBody };
}

function toTools({ tools = [] }: DriverRequest, serverTools: readonly WireBlock[]): readonly WireTool[] {
  return [...tools.map(toTool), ...serverTools];
}

/** Marks for the cache and other fields of the API's own come with the tool's `providerData`. */
function toTool({ name, description, parameters, strict, providerData }: DriverTool): WireTool {
  return {
    ...withoutAbsent({ name, description, strict }),
    input_schema: strict ? toOutputSchema(parameters) : parameters,
    ...asRecord(providerData?.data),
  };
}

function toToolChoice(request: DriverRequest): WireToolChoice | undefined {
  const { toolChoice, parallelToolCalls } = request;
  if (toolChoice === 'none') return { type: 'none' };
  const alone = parallelToolCalls === false ? { disable_parallel_tool_use: true } : undefined;
  if (!isForced(request)) {
    return toolChoice === undefined && alone === undefined ? undefined : { type: 'auto', ...alone };
  }
  if (typeof toolChoice === 'object') return { type: 'tool', name: toolChoice.name, ...alone };
  return { type: 'any', ...alone };
}

function toOutputConfig(
  { responseFormat }: DriverRequest,
  effort: WireOutputConfig['effort'],
): WireOutputConfig | undefined {
  const schema: JsonSchema | undefined =
    responseFormat?.type === 'json' && responseFormat.schema
      ? describe(toOutputSchema(responseFormat.schema), responseFormat.description)
      : undefined;
  if (schema === undefined && effort === undefined) return undefined;
  return withoutAbsent({ effort, format: schema && ({ type: 'json_schema', schema } as const) });
}

/** The API has no field for what the whole is about, but the schema has. */
function describe(schema: JsonSchema, description: string | undefined): JsonSchema {
  return description === undefined || schema['description'] !== undefined
    ? schema
    : { ...schema, description };
}

/** JSON without a schema is not enforced by the API: the model is told. */
function jsonInstruction({ responseFormat }: DriverRequest, warn: CallContext['warn']): WireBlock[] {
  if (responseFormat?.type !== 'json' || responseFormat.schema !== undefined) return [];
  warn({
    code: 'unsupported-setting',
    setting: 'responseFormat',
    message: 'Anthropic enforces JSON by a schema only. Without one, the system prompt asks for it.',
  });
  return [
    { type: 'text', text: 'Answer with one JSON object and nothing else: no fence, no words around it.' },
  ];
}

function nonEmpty<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length > 0 ? list : undefined;
}
