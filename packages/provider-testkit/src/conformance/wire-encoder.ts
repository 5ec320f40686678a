import type { DriverRequest, ErrorCode } from '@modelport/core';
import type { RawRequest } from '../network/request-reader.js';
import type { Answer, AnswerUsage } from './answer.js';
import type { ConformanceCase } from './conformance-case.js';

/**
 * A backend's wire from the backend's side: neutral answers to bytes, and requests back to what they mean. An author
 * writes one for a new dialect; `openAIWire` and `ollamaWire` are ready.
 */
export interface WireEncoder {
  /** For people: `OpenAI-style SSE`. */
  readonly name: string;
  /** What follows the origin in the option `baseUrl`, such as `/v1`. Default: nothing. */
  readonly basePath?: string | undefined;
  /** Media type of a streamed answer. */
  readonly streamType: string;
  /** What of a request this wire cannot carry, so that no case asks for it. */
  readonly lacks?: readonly WireGap[] | undefined;
  /** Cases about this wire alone: the oddities of those who speak it. Every subject with this wire has them. */
  readonly cases?: readonly ConformanceCase[] | undefined;
  /** Which operation a request is for. */
  operation(request: RawRequest): Operation;
  /** Whether a chat request asks for a stream. */
  isStreamed(request: RawRequest): boolean;
  /** The events of a streamed answer, each with its separators. `request` is the one that is answered, where there is one. */
  frames(answer: Answer, request?: RawRequest): StreamFrames;
  /** A plain answer. Absent: this backend only streams, or its provider never asks for a plain answer. */
  whole?(answer: Answer, request?: RawRequest): WireResponse;
  /** Puts data into one event of a stream, a string as it is: for broken and for unknown events. */
  frame(data: unknown): string;
  /** A refusal in the backend's own words. `undefined`: it has no way to say this. */
  failure(failure: Failure): WireResponse | undefined;
  /** The same as an event within a stream. `undefined` or absent: it has none. */
  failureFrame?(failure: Failure): string | undefined;
  /** A list of models. Needed where the driver has `listModels`. */
  models?(ids: readonly string[]): WireResponse;
  /** The embeddings of the inputs, in their order. Needed where the driver has `embed`. */
  embeddings?(
    embeddings: readonly (readonly number[])[],
    usage?: AnswerUsage,
    form?: EmbeddingsForm,
  ): WireResponse;
  /** A count of input tokens. Needed where the driver has `countTokens`. */
  tokenCount?(count: number): WireResponse;
  /** The version that the backend tells, in `models` or `other`, where the provider's health has one. */
  readonly version?: string | undefined;
  /** Answers what else the provider asks: its health check, its version, facts about a model. Default: 404. */
  other?(request: RawRequest, facts: BackendFacts): WireResponse | undefined;
  /**
   * What a chat request means, in the words of the contract: the backend's side of `to-wire`. Fields that are not in the
   * request stay absent.
   * @throws Error that says what the backend would refuse: an unknown field, a wrong type, an impossible order.
   */
  readChat(request: RawRequest): ReceivedChat;
  /** What an embedding request means. Needed where the driver has `embed`. */
  readEmbed?(request: RawRequest): ReceivedEmbed;
}

/** What the kit's backend is asked for. `other` is everything that only this backend has. */
export type Operation = 'chat' | 'models' | 'embed' | 'count-tokens' | 'other';

/** The events of a streamed answer, by what they mean for one who is cut off behind them. */
export interface StreamFrames {
  /** Before the first content; may be empty. */
  readonly opening: readonly string[];
  /** The content, one event for each delta or more. */
  readonly content: readonly string[];
  /** The finish reason and the usage. With them the answer is whole. */
  readonly finish: readonly string[];
  /** End markers that may be missing; empty where `finish` is the end. */
  readonly end: readonly string[];
}

/** A whole HTTP answer. */
export interface WireResponse {
  /** Default: 200. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A string is sent as it is, anything else as JSON. */
  readonly body: unknown;
}

/** How embeddings are written, where a wire has a choice. */
export interface EmbeddingsForm {
  /** Positions of the inputs in the order in which they are listed. Default: as they are. */
  readonly order?: readonly number[] | undefined;
  /** As base64 of 32-bit floats, whatever the request asks for. Default: as numbers. */
  readonly base64?: boolean | undefined;
}

/** A refusal, in nobody's dialect. */
export interface Failure {
  /** What core must make of it. */
  readonly code: ErrorCode;
  /** What the backend says of it. Default: the encoder's usual words. */
  readonly message?: string | undefined;
  /** Of `CONTEXT_LENGTH_EXCEEDED`. */
  readonly contextLength?: number | undefined;
  readonly promptTokens?: number | undefined;
}

/** What a wire may be unable to carry. */
export type WireGap =
  /** Ids of tool calls, on the way to the backend. */
  | 'tool-call-ids'
  /** Ids of tool calls, on the way from the backend. */
  | 'answer-tool-call-ids'
  /** Invalid arguments of a tool call: they are an object on the wire. */
  | 'invalid-arguments'
  /** Arguments of a tool call in pieces. */
  | 'argument-deltas'
  /** `detail` of an image. */
  | 'image-detail'
  /** The media type of an image. */
  | 'image-media-type'
  /** Images by URL. */
  | 'image-urls'
  /** `strict` of a tool. */
  | 'tool-strict'
  /** `isError` of a tool message. */
  | 'tool-errors'
  /** `name`, `description` and `strict` of a JSON Schema for the answer. */
  | 'schema-facts'
  /** JSON of any form for the answer. */
  | 'json-without-schema'
  /** How much the model is to think; that it is to think at all can be said. */
  | 'reasoning-efforts'
  /** Earlier thoughts of the model, on the way to the backend. */
  | 'reasoning-back'
  /** Thoughts of the model, on the way from the backend. */
  | 'answer-reasoning'
  /** `toolChoice: 'none'`: the tools are left out in its place. */
  | 'tool-choice-none'
  /** Images in the result of a tool. */
  | 'tool-images'
  /** Which texts stand before an image, and which behind it. */
  | 'image-places'
  /** Files of sound. */
  | 'audio-files'
  /** Files by URL. */
  | 'file-urls'
  /** The name of a file. */
  | 'filenames'
  /** A request without `maxTokens`. */
  | 'absent-max-tokens'
  /** The place of system messages behind the first one. */
  | 'system-places'
  /** An id of the response. */
  | 'response-id'
  /** The name of the model that answers. */
  | 'response-model'
  /** Embeddings in another order than that of the inputs. */
  | 'embedding-order'
  /** Embeddings as base64. */
  | 'embedding-base64'
  /** How long a context and a prompt are, in the refusal of a prompt that is too long. */
  | 'context-numbers'
  /** A finish reason for content that was filtered. */
  | 'content-filter'
  /** How many tokens of the input came from a cache. */
  | 'cached-tokens'
  /** How many tokens of the output were spent on reasoning. */
  | 'reasoning-tokens';

/** What a backend of the kit is set to. */
export interface BackendFacts {
  readonly models: readonly string[];
}

/** A chat request as the backend understands it: `DriverRequest`, as far as the wire tells. */
export type ReceivedChat = Omit<Partial<DriverRequest>, 'includeRaw' | 'extraBody' | 'providerOptions'> & {
  /** Fields of the body that the contract has no word for: `providerOptions` and `extraBody` end there. */
  readonly rest?: Readonly<Record<string, unknown>> | undefined;
};

/** An embedding request as the backend understands it. */
export interface ReceivedEmbed {
  readonly model?: string | undefined;
  readonly input: readonly string[];
  readonly dimensions?: number | undefined;
}
