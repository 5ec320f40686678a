/**
 * The Messages API as far as this driver uses it: https://docs.anthropic.com/en/api/messages and, in llama-server,
 * `/v1/messages`. What comes in is optional throughout: only the reader of a field decides what to do without it.
 */

/** Where an image or a document comes from. */
export type WireSource =
  | { readonly type: 'base64'; readonly media_type: string; readonly data: string }
  | { readonly type: 'url'; readonly url: string };

/** A block as it is sent. `cache_control` and the like are spread into it from `providerData`. */
export type WireBlock = { readonly type: string; readonly [field: string]: unknown };

export interface WireMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly WireBlock[];
}

/** The request's body. */
export interface MessagesBody {
  readonly model?: string | undefined;
  readonly max_tokens: number;
  readonly messages: readonly WireMessage[];
  readonly system?: readonly WireBlock[] | undefined;
  readonly tools?: readonly WireTool[] | undefined;
  readonly tool_choice?: WireToolChoice | undefined;
  readonly thinking?: WireThinking | undefined;
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly top_k?: number | undefined;
  readonly stop_sequences?: readonly string[] | undefined;
  readonly metadata?: { readonly user_id: string } | undefined;
}

export interface WireTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly input_schema: { readonly [keyword: string]: unknown };
  readonly [field: string]: unknown;
}

export interface WireToolChoice {
  readonly type: 'auto' | 'none' | 'any' | 'tool';
  readonly name?: string | undefined;
  readonly disable_parallel_tool_use?: boolean | undefined;
}

export type WireThinking =
  | { readonly type: 'disabled' }
  | { readonly type: 'enabled'; readonly budget_tokens: number };

/** `input_tokens` leaves out what was read from or written to the cache. */
export interface WireUsage {
  readonly input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly cache_read_input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
}

/** A block as it comes: whole in a plain answer, empty or partly filled when a stream opens it. */
export interface WireContentBlock {
  readonly type?: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly citations?: readonly WireCitation[] | null;
}

export interface WireCitation {
  readonly url?: string;
  readonly title?: string | null;
  readonly document_title?: string | null;
  readonly cited_text?: string;
}

/** A whole answer, or its head in `message_start`. */
export interface WireAnswer {
  readonly id?: string;
  readonly model?: string;
  readonly content?: readonly WireContentBlock[];
  readonly stop_reason?: string | null;
  readonly stop_sequence?: string | null;
  readonly usage?: WireUsage;
}

/** One event of a stream. Its `type` repeats the name on the `event:` line. */
export interface WireEvent {
  readonly type?: string;
  readonly message?: WireAnswer;
  readonly index?: number;
  readonly content_block?: WireContentBlock;
  readonly delta?: {
    readonly type?: string;
    readonly text?: string;
    readonly thinking?: string;
    readonly signature?: string;
    readonly partial_json?: string;
    readonly citation?: WireCitation;
    readonly stop_reason?: string | null;
    readonly stop_sequence?: string | null;
  };
  readonly usage?: WireUsage;
  readonly error?: WireError;
}

/** The dialect says `{ type, message }`; llama-server adds `code` and, when the context is too small, the numbers. */
export interface WireError {
  readonly type?: string;
  readonly message?: string;
  readonly code?: number;
  readonly n_prompt_tokens?: number;
  readonly n_ctx?: number;
}
