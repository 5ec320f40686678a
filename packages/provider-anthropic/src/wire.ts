/**
 * What goes over the wire, by https://platform.claude.com/docs/en/api/messages and the types of Anthropic's SDK
 * (`src/resources/messages/messages.ts` of github.com/anthropics/anthropic-sdk-typescript). What comes in is read as
 * plain JSON in `from-wire.ts` and `content-block.ts`.
 */
import type { JsonSchema } from '@modelport/core';

/** One block of a content, with whatever fields its `type` has. */
export interface WireBlock {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One turn of the conversation. */
export interface WireMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly WireBlock[];
}

/** A tool of the user's, or one that the server runs itself (then with a `type`). */
export interface WireTool {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly input_schema?: JsonSchema | undefined;
  readonly strict?: boolean | undefined;
  readonly [field: string]: unknown;
}

/** Whether and which tool is called. */
export interface WireToolChoice {
  readonly type: 'auto' | 'any' | 'tool' | 'none';
  readonly name?: string | undefined;
  readonly disable_parallel_tool_use?: boolean | undefined;
}

/** How the model thinks. */
export interface WireThinking {
  readonly type: 'enabled' | 'adaptive' | 'disabled';
  readonly budget_tokens?: number | undefined;
  readonly display?: 'summarized' | 'omitted' | undefined;
}

/** How much effort the model makes. */
export type WireEffort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** Form and effort of the answer. */
export interface WireOutputConfig {
  readonly effort?: WireEffort | undefined;
  readonly format?: { readonly type: 'json_schema'; readonly schema: JsonSchema } | undefined;
}

/** Body of `POST /v1/messages`. */
export interface WireRequest {
  readonly model?: string | undefined;
  readonly max_tokens: number;
  readonly messages: readonly WireMessage[];
  readonly system?: readonly WireBlock[] | undefined;
  readonly tools?: readonly WireTool[] | undefined;
  readonly tool_choice?: WireToolChoice | undefined;
  readonly thinking?: WireThinking | undefined;
  readonly output_config?: WireOutputConfig | undefined;
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly top_k?: number | undefined;
  readonly stop_sequences?: readonly string[] | undefined;
  readonly stream?: boolean | undefined;
  readonly [field: string]: unknown;
}
