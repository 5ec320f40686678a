import type { JsonSchema } from '@modelport/core';

/** What Ollama's own API takes and gives. Answers are partial: network data is checked where it is read. */

/** Body of `POST /api/chat`. */
export interface WireChatBody {
  model: string;
  messages: WireMessage[];
  stream: boolean;
  tools?: WireTool[];
  format?: 'json' | JsonSchema;
  think?: boolean | 'low' | 'medium' | 'high' | 'max';
  options?: Record<string, unknown>;
  keep_alive?: number | string;
  truncate?: boolean;
  shift?: boolean;
  logprobs?: boolean;
  top_logprobs?: number;
}

/** A message of a request. */
export interface WireMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  thinking?: string;
  /** Base64, without `data:`. */
  images?: string[];
  tool_calls?: WireToolCall[];
  tool_name?: string;
  tool_call_id?: string;
}

/** A call of an earlier answer. */
export interface WireToolCall {
  id: string;
  function: { name: string; arguments: object };
}

/** A tool that is offered. */
export interface WireTool {
  type: 'function';
  function: { name: string; description?: string; parameters: JsonSchema };
}

/** A whole answer, or one line of a streamed one. */
export interface WireAnswer {
  readonly model?: unknown;
  readonly message?: unknown;
  readonly done?: unknown;
  readonly done_reason?: unknown;
  readonly error?: unknown;
  /** Who does the work, where the server does not. */
  readonly remote_host?: unknown;
  readonly logprobs?: unknown;
  readonly total_duration?: unknown;
  readonly load_duration?: unknown;
  readonly prompt_eval_count?: unknown;
  readonly prompt_eval_duration?: unknown;
  readonly eval_count?: unknown;
  readonly eval_duration?: unknown;
}

/** Body of `POST /api/embed`. */
export interface WireEmbedBody {
  model: string;
  input: readonly string[];
  dimensions?: number;
  keep_alive?: number | string;
  truncate?: boolean;
  options?: Record<string, unknown>;
}
