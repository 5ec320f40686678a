import type {
  CallOptions,
  ChatRequest,
  ChatResponse,
  JsonValue,
  Message,
  Provider,
  Tool,
  ToolCallOf,
} from '../contract.js';
import { ProviderError } from '../errors.js';
import type { PlatformAbortSignal } from '../platform-types.js';
import type { Schema } from '../schema.js';
import { toolResult } from './tool.js';

/** One function for each tool, by name. What it throws is told to the model as the tool's failure. */
export type ToolHandlers<Tools extends readonly Tool[]> = {
  readonly [Name in Tools[number]['name']]: (
    input: Extract<ToolCallOf<Tools>, { readonly name: Name }>['arguments'],
    context: { readonly id: string; readonly signal?: PlatformAbortSignal | undefined },
  ) => JsonValue | undefined | Promise<JsonValue | undefined>;
};

type Handler = (
  input: unknown,
  context: { id: string; signal?: PlatformAbortSignal | undefined },
) => JsonValue | undefined | Promise<JsonValue | undefined>;

/** How {@link runTools} goes on. */
export interface RunToolsOptions extends CallOptions {
  /** Most requests to the model. Default 8. */
  readonly maxSteps?: number | undefined;
}

/** The last response, with the whole conversation that led to it. */
export interface RunToolsResult<Tools extends readonly Tool[], Output extends Schema> {
  readonly response: ChatResponse<Tools, Output>;
  /** All messages, the last response's among them: the start of the next request. */
  readonly messages: readonly Message[];
  readonly steps: number;
}

/**
 * Asks the model, runs the tools that it calls (those of one answer side by side), and asks again with their results,
 * until it answers without a call. The calls of the last answer that `maxSteps` allows are not run.
 * @throws ProviderError as `chat` does; `REQUEST_INVALID` where the model still calls tools after `maxSteps`.
 */
export async function runTools<const Tools extends readonly Tool[], Output extends Schema = Schema>(
  provider: Pick<Provider, 'chat'>,
  request: ChatRequest<Tools, Output>,
  handlers: ToolHandlers<Tools>,
  { maxSteps = 8, ...options }: RunToolsOptions = {},
): Promise<RunToolsResult<Tools, Output>> {
  const messages: Message[] =
    typeof request.messages === 'string'
      ? [{ role: 'user', content: request.messages }]
      : [...request.messages];
  let toolChoice = request.toolChoice;
  for (let step = 1; step <= maxSteps; step++) {
    const response = await provider.chat({ ...request, messages, toolChoice }, options);
    messages.push(response.message);
    if (response.toolCalls.length === 0) return { response, messages, steps: step };
    if (step === maxSteps) break;
    messages.push(
      ...(await Promise.all(response.toolCalls.map((call) => answer(call, handlers, options.signal)))),
    );
    // A call that was demanded has been made; demanding it again would never end.
    if (toolChoice !== 'none') toolChoice = undefined;
  }
  throw new ProviderError({
    code: 'REQUEST_INVALID',
    setting: 'maxSteps',
    message: `The model still calls tools after ${maxSteps} steps. Raise maxSteps.`,
  });
}

async function answer<Tools extends readonly Tool[]>(
  call: ToolCallOf<Tools>,
  handlers: ToolHandlers<Tools>,
  signal: PlatformAbortSignal | undefined,
): Promise<Message> {
  const { id, name, argumentsError } = call;
  try {
    if (!Object.hasOwn(handlers, name)) throw new Error(`There is no tool named "${name}".`);
    if (argumentsError !== undefined) throw new Error(`The arguments cannot be used: ${argumentsError}`);
    const handler = (handlers as Record<string, Handler>)[name] as Handler;
    return toolResult(call, await handler(call.arguments, { id, signal }));
  } catch (cause) {
    return toolResult(call, cause instanceof Error ? cause : new Error(String(cause)));
  }
}
