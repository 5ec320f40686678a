/**
 * The Chat Completions wire, as OpenAI documents it (https://platform.openai.com/docs/api-reference/chat) and as other
 * servers stretch it. Requests are typed as we send them. Responses are typed as a hope: any field may be
 * missing, `null` or of another kind, so readers check what they touch.
 */
import type { JsonSchema } from '@modelport/core';

// ------------------------------------------------------------------ requests

/** Body of `POST {base}/chat/completions`. Servers take more fields; those travel in `extraBody`. */
export interface WireChatBody {
  model?: string;
  messages: WireMessage[];
  stream?: boolean;
  stream_options?: { include_usage: boolean };
  tools?: WireTool[];
  tool_choice?: 'auto' | 'none' | 'required' | { type: 'function'; function: { name: string } };
  parallel_tool_calls?: boolean;
  response_format?: WireResponseFormat;
  temperature?: number;
  top_p?: number;
  presence_penalty?: number;
  frequency_penalty?: number;
  max_tokens?: number;
  max_completion_tokens?: number;
  stop?: string[];
  seed?: number;
  logprobs?: boolean;
  top_logprobs?: number;
  reasoning_effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';
  /** Not OpenAI's: most local servers and gateways. */
  top_k?: number;
  /** Not OpenAI's: most local servers and gateways. */
  min_p?: number;
  /** Not OpenAI's: gateways. */
  reasoning?: { effort: string } | { enabled: boolean };
  /** Not OpenAI's: DeepSeek. */
  thinking?: { type: 'enabled' | 'disabled' };
  /** Not OpenAI's: vLLM, SGLang, llama.cpp. */
  chat_template_kwargs?: Record<string, unknown>;
}

/** One message of the conversation. */
export type WireMessage = WireSystemMessage | WireUserMessage | WireAssistantMessage | WireToolMessage;

/** Instructions to the model. */
export interface WireSystemMessage {
  role: 'system' | 'developer';
  content: string;
}

/** What the user says or shows. */
export interface WireUserMessage {
  role: 'user';
  content: string | WireContentPart[];
}

/** What a model said earlier, sent back. */
export interface WireAssistantMessage {
  role: 'assistant';
  /** `null` only beside `tool_calls`. */
  content: string | WireTextPart[] | null;
  tool_calls?: WireToolCall[];
  reasoning_content?: string;
  reasoning?: string;
}

/** The result of a tool call. */
export interface WireToolMessage {
  role: 'tool';
  tool_call_id: string;
  /** OpenAI takes text only; parts with images are for servers that take more. */
  content: string | WireContentPart[];
}

/** Words within a content of several parts. */
export interface WireTextPart {
  type: 'text';
  text: string;
}

/** One part of a user's content. */
export type WireContentPart =
  | WireTextPart
  | { type: 'image_url'; image_url: { url: string; detail?: 'auto' | 'low' | 'high' } }
  | { type: 'input_audio'; input_audio: { data: string; format: 'wav' | 'mp3' } }
  | { type: 'file'; file: { file_data: string; filename?: string } };

/** A whole call of a tool, as it is sent back. */
export interface WireToolCall {
  id: string;
  type: 'function';
  function: {
    name: string;
    /** JSON text. An object only for servers with that quirk. */
    arguments: string;
  };
  /** Google: signatures that must come back with the call. */
  extra_content?: unknown;
}

/** A function that the model may call. */
export interface WireTool {
  type: 'function';
  function: { name: string; description?: string; parameters: JsonSchema; strict?: boolean };
}

/** The wanted form of the answer. */
export type WireResponseFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | {
      type: 'json_schema';
      json_schema: { name: string; description?: string; schema: JsonSchema; strict?: boolean };
    };

/** Body of `POST {base}/embeddings`. */
export interface WireEmbedBody {
  model?: string;
  input: string[];
  dimensions?: number;
  encoding_format?: 'float';
}

// ------------------------------------------------------------------ responses

/** One event of a stream, or a whole answer: they differ in `delta` against `message` only. */
export interface WireAnswer {
  id?: string | null;
  object?: string | null;
  model?: string | null;
  choices?: WireChoice[] | null;
  usage?: WireUsage | null;
  /** OpenAI and Groq: the queue that served the request, which has a price of its own. */
  service_tier?: string | null;
  error?: unknown;
  /** Groq: usage, and the error of a failed stream. */
  x_groq?: { usage?: WireUsage | null; error?: unknown } | null;
}

/** One choice of an answer; only the first is read. */
export interface WireChoice {
  index?: number | null;
  delta?: WireDelta | null;
  message?: WireDelta | null;
  finish_reason?: string | null;
  logprobs?: { content?: WireLogprob[] | null } | null;
  /** OpenRouter: a failure of this choice. */
  error?: unknown;
}

/** The next piece of a message in a stream, or the whole message of a plain answer. */
export interface WireDelta {
  role?: string | null;
  /** Text; a few servers (Mistral) send parts. */
  content?: string | WireAnswerPart[] | null;
  refusal?: string | null;
  /** DeepSeek, llama.cpp, older vLLM, LM Studio. */
  reasoning_content?: string | null;
  /** vLLM, Ollama, Groq, OpenRouter, LM Studio with gpt-oss. */
  reasoning?: string | null;
  tool_calls?: WireToolCallDelta[] | null;
  /** The form before `tool_calls`. */
  function_call?: { name?: string | null; arguments?: unknown } | null;
  annotations?: WireAnnotation[] | null;
  /** OpenRouter: images that the model made. */
  images?: { image_url?: { url?: string | null } | null }[] | null;
}

/** One part of an answer whose content is a list. */
export interface WireAnswerPart {
  type?: string | null;
  text?: string | null;
  /** Mistral. */
  thinking?: string | WireAnswerPart[] | null;
}

/** The next piece of a tool call; pieces of one call share their index. */
export interface WireToolCallDelta {
  index?: number | null;
  id?: string | null;
  type?: string | null;
  function?: { name?: string | null; arguments?: unknown } | null;
  extra_content?: unknown;
}

/** Something that the answer cites. */
export interface WireAnnotation {
  type?: string | null;
  /** `content`: what is cited (OpenRouter). */
  url_citation?: { url?: string | null; title?: string | null; content?: string | null } | null;
}

/** The log probability of one token. */
export interface WireLogprob {
  token?: string | null;
  logprob?: number | null;
  top_logprobs?: { token?: string | null; logprob?: number | null }[] | null;
}

/** Tokens used, in the words of all servers. */
export interface WireUsage {
  prompt_tokens?: number | null;
  completion_tokens?: number | null;
  total_tokens?: number | null;
  prompt_tokens_details?: { cached_tokens?: number | null; cache_write_tokens?: number | null } | null;
  completion_tokens_details?: { reasoning_tokens?: number | null } | null;
  /** DeepSeek. */
  prompt_cache_hit_tokens?: number | null;
}

/** Answer to `POST {base}/embeddings`. */
export interface WireEmbeddings {
  model?: string | null;
  data?: { index?: number | null; embedding?: number[] | string | null }[] | null;
  usage?: WireUsage | null;
}

/** One entry of `GET {base}/models`, by whatever names servers use. */
export type WireModel = Readonly<Record<string, unknown>>;
