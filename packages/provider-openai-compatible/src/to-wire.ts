import { type DriverRequest, ProviderError, type Warning } from '@modelport/core';
import type { Quirks } from './quirks.js';
import { toWireMessages, withData } from './to-wire-messages.js';
import type { WireChatBody, WireTool } from './wire.js';

/** What turning a request into a body needs to know. */
export interface ToWireContext {
  readonly quirks: Quirks;
  /** Told of what was left out or changed. */
  warn(warning: Warning): void;
}

/**
 * Writes a chat request as a Chat Completions body. `messages` has one entry for each message of the request, in
 * its order; `providerData` of a message, part or tool is merged into what is sent for it. `extraBody` and
 * `providerOptions` are not read: merge `extraBody` in last, because it wins.
 * @throws `NOT_SUPPORTED` for a tool choice that the server's quirks rule out.
 */
export function toChatBody(request: DriverRequest, stream: boolean, context: ToWireContext): WireChatBody {
  const body: WireChatBody = { messages: toWireMessages(request.messages, context) };
  if (request.model !== undefined) body.model = request.model;
  if (stream) {
    body.stream = true;
    if (context.quirks.streamUsage) body.stream_options = { include_usage: true };
  }
  addTools(body, request, context);
  addResponseFormat(body, request, context);
  addSampling(body, request, context);
  addReasoning(body, request, context);
  return body;
}

function addTools(body: WireChatBody, request: DriverRequest, { quirks, warn }: ToWireContext): void {
  const { tools, toolChoice, parallelToolCalls } = request;
  if (tools === undefined || tools.length === 0) return;
  if (!quirks.toolChoice && toolChoice !== undefined && toolChoice !== 'auto') {
    if (toolChoice !== 'none') {
      throw new ProviderError({
        code: 'NOT_SUPPORTED',
        setting: 'toolChoice',
        message: `This server takes no tool choice but "auto" and "none"; it was asked for ${JSON.stringify(toolChoice)}.`,
      });
    }
    warn({
      code: 'unsupported-setting',
      setting: 'toolChoice',
      message:
        'This server takes no tool choice: the tools were left out, so that the model answers in text.',
    });
    return;
  }
  const named = typeof toolChoice === 'object' ? toolChoice.name : undefined;
  const alone = named !== undefined && quirks.toolChoice === 'words';
  body.tools = (alone ? tools.filter(({ name }) => name === named) : tools).map(toWireTool);
  if (alone) body.tool_choice = 'required';
  else if (named !== undefined) body.tool_choice = { type: 'function', function: { name: named } };
  else if (typeof toolChoice === 'string') body.tool_choice = toolChoice;
  if (parallelToolCalls === undefined) return;
  if (quirks.parallelToolCalls) body.parallel_tool_calls = parallelToolCalls;
  else warn(leftOut('parallelToolCalls'));
}

function toWireTool(tool: NonNullable<DriverRequest['tools']>[number]): WireTool {
  const definition: WireTool['function'] = { name: tool.name, parameters: tool.parameters };
  if (tool.description !== undefined) definition.description = tool.description;
  if (tool.strict !== undefined) definition.strict = tool.strict;
  return withData<WireTool>({ type: 'function', function: definition }, tool.providerData);
}

function addResponseFormat(
  body: WireChatBody,
  request: DriverRequest,
  { quirks, warn }: ToWireContext,
): void {
  const format = request.responseFormat;
  if (format === undefined || format.type === 'text') return;
  const { schema, name = 'response', description, strict } = format;
  const takes = quirks.responseFormat;
  if (takes === 'none') {
    warn({
      code: 'unsupported-setting',
      setting: 'responseFormat',
      message: 'This server takes no response format; the prompt alone must ask for JSON.',
    });
  } else if (takes === 'json_object' || (takes === 'all' && schema === undefined)) {
    body.response_format = { type: 'json_object' };
    if (schema !== undefined) {
      warn({
        code: 'unsupported-setting',
        setting: 'responseFormat.schema',
        message:
          'This server takes no JSON Schema, only JSON of any form; describe the schema in the prompt.',
      });
    }
  } else {
    body.response_format = {
      type: 'json_schema',
      json_schema: {
        name,
        ...(description !== undefined && { description }),
        schema: schema ?? { type: 'object' },
        ...(strict !== undefined && { strict }),
      },
    };
  }
}

function addSampling(body: WireChatBody, request: DriverRequest, { quirks, warn }: ToWireContext): void {
  if (request.temperature !== undefined) body.temperature = request.temperature;
  if (request.topP !== undefined) body.top_p = request.topP;
  if (request.presencePenalty !== undefined) body.presence_penalty = request.presencePenalty;
  if (request.frequencyPenalty !== undefined) body.frequency_penalty = request.frequencyPenalty;
  if (request.maxTokens !== undefined) body[quirks.maxTokensField] = request.maxTokens;
  if (request.stop !== undefined) body.stop = [...request.stop];
  if (request.seed !== undefined) body.seed = request.seed;
  if (request.topK !== undefined) {
    if (quirks.extraSampling) body.top_k = request.topK;
    else warn(leftOut('topK'));
  }
  if (request.minP !== undefined) {
    if (quirks.extraSampling) body.min_p = request.minP;
    else warn(leftOut('minP'));
  }
  // `top_logprobs` is legal only beside `logprobs: true`.
  if (request.logprobs !== undefined) body.logprobs = request.logprobs !== false;
  if (typeof request.logprobs === 'number') body.top_logprobs = request.logprobs;
}

function addReasoning(body: WireChatBody, request: DriverRequest, context: ToWireContext): void {
  const { reasoning } = request;
  if (reasoning === undefined) return;
  const { quirks, warn } = context;
  const effort = 'effort' in reasoning ? nearestEffort(reasoning.effort, context) : undefined;
  const enabled = 'enabled' in reasoning ? reasoning.enabled : reasoning.effort !== 'none';
  switch (quirks.reasoning) {
    case 'effort':
      body.reasoning_effort = effort ?? (enabled ? 'medium' : 'none');
      break;
    case 'object':
      body.reasoning = effort === undefined ? { enabled } : { effort };
      break;
    case 'thinking':
      body.thinking = { type: enabled ? 'enabled' : 'disabled' };
      if (enabled && effort !== undefined) body.reasoning_effort = effort;
      break;
    case 'template':
      body.chat_template_kwargs = { enable_thinking: enabled };
      if (enabled && effort !== undefined) body.reasoning_effort = effort;
      break;
    case 'none':
      warn(leftOut('reasoning'));
  }
}

type Effort = NonNullable<WireChatBody['reasoning_effort']>;

/** From the least to the most. */
const efforts: readonly Effort[] = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** The effort, or the end of the server's range that is nearest to it. */
function nearestEffort(effort: Effort, { quirks, warn }: ToWireContext): Effort {
  if (effort === 'none' || quirks.reasoning === 'none') return effort;
  const [least, most] = quirks.efforts.split('-') as [Effort, Effort];
  const place = efforts.indexOf(effort);
  const nearest = place < efforts.indexOf(least) ? least : place > efforts.indexOf(most) ? most : effort;
  if (nearest !== effort) {
    const message = `This server takes efforts from ${least} to ${most}: ${nearest} was asked for in place of ${effort}.`;
    warn({ code: 'unsupported-setting', setting: 'reasoning.effort', message });
  }
  return nearest;
}

function leftOut(setting: string): Warning {
  return {
    code: 'unsupported-setting',
    setting,
    message: `This server does not take ${setting}; it was left out. The option "quirks" can say otherwise.`,
  };
}
