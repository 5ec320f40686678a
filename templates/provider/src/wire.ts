/** What goes to `POST /chat/completions`. */
export interface WireChatBody {
  model?: string | undefined;
  messages: readonly WireMessage[];
  stream: true;
  stream_options: { include_usage: true };
  tools?: readonly WireTool[];
  tool_choice?: string | { type: 'function'; function: { name: string } };
  parallel_tool_calls?: boolean | undefined;
  response_format?: object;
  reasoning_effort?: string;
  temperature?: number | undefined;
  top_p?: number | undefined;
  presence_penalty?: number | undefined;
  frequency_penalty?: number | undefined;
  max_tokens?: number | undefined;
  stop?: readonly string[] | undefined;
  seed?: number | undefined;
  user?: string | undefined;
}

/** One message of a conversation. */
export type WireMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: string | readonly WirePart[] }
  | { role: 'tool'; tool_call_id: string; content: string | readonly WirePart[] }
  | { role: 'assistant'; content: string | null; tool_calls?: readonly WireToolCall[] };

/** A piece of what the user says or shows. */
export type WirePart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string; detail?: string | undefined } };

/** A call that the model made. */
export interface WireToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

/** A tool that the model may call. */
interface WireTool {
  type: 'function';
  function: {
    name: string;
    description?: string | undefined;
    parameters: object;
    strict?: boolean | undefined;
  };
}

/** One event of the stream, as it should be; `from-wire.ts` takes nothing of it for granted. */
export interface WireEvent {
  id?: string | null;
  model?: string | null;
  choices?: readonly WireChoice[] | null;
  usage?: WireUsage | null;
  error?: unknown;
}

/** The next piece of the answer. */
export interface WireChoice {
  delta?: {
    content?: string | null;
    reasoning_content?: string | null;
    tool_calls?: readonly WireToolCallDelta[] | null;
  } | null;
  finish_reason?: string | null;
}

/** The next piece of a call: id and name come first, then the arguments bit by bit. */
export interface WireToolCallDelta {
  index?: number;
  id?: string | null;
  function?: { name?: string | null; arguments?: string | null } | null;
}

/** Token counts. */
export interface WireUsage {
  prompt_tokens?: number;
  completion_tokens?: number;
  total_tokens?: number;
  prompt_tokens_details?: { cached_tokens?: number } | null;
  completion_tokens_details?: { reasoning_tokens?: number } | null;
}
