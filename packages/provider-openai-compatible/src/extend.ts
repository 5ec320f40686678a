/** For authors of providers that speak this dialect. Registers nothing. */
export type { AnswerExtras, ExtraFacts } from './answer-extras.js';
export type { OpenAIClientAnswer, OpenAIClientLike, OpenAIClientRequest } from './client.js';
export type { Connection, WireRequest } from './connection.js';
export { readEmbeddings, toEmbedBody } from './embeddings.js';
export { type AnswerContext, AnswerReader } from './from-wire.js';
export { findHost, type KnownHost, nameServer, quirksByHost } from './hosts.js';
export type { MapError } from './map-error.js';
export { readModels } from './models.js';
export {
  createOpenAICompatibleDriver,
  type EditableBody,
  type OpenAICompatibleDriver,
  type OpenAICompatibleDriverOptions,
} from './openai-compatible-driver.js';
export { checkQuirks, defaultQuirks, type QuirkOverrides, type Quirks, resolveQuirks } from './quirks.js';
export { copyRequestOptions, type OpenAICompatibleRequestOptions, requestFields } from './request-options.js';
export { type ToWireContext, toChatBody } from './to-wire.js';
export { toWireMessages } from './to-wire-messages.js';
export type {
  WireAnnotation,
  WireAnswer,
  WireAnswerPart,
  WireAssistantMessage,
  WireChatBody,
  WireChoice,
  WireContentPart,
  WireDelta,
  WireEmbedBody,
  WireEmbeddings,
  WireLogprob,
  WireMessage,
  WireModel,
  WireResponseFormat,
  WireSystemMessage,
  WireTextPart,
  WireTool,
  WireToolCall,
  WireToolCallDelta,
  WireToolMessage,
  WireUsage,
  WireUserMessage,
} from './wire.js';
export { readFinishReason, readUsage } from './wire-facts.js';
