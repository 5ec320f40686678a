export { type AnswerDecoder, type OpenAnswer, readAnswer, startEvent } from './answer/read-answer.js';
export { type DriverOutline, type EachNameOf, lazyDriver, type OptionalCall } from './driver/lazy-driver.js';
export {
  defaultMaxFrameLength,
  type FrameParser,
  type FrameParserOptions,
} from './framing/frame-parser.js';
export { MalformedFrames, type MalformedFramesOptions } from './framing/malformed-frames.js';
export { createNdjsonParser } from './framing/ndjson.js';
export { type FrameBatches, readBatches, readNdjson, readServerSentEvents } from './framing/read-batches.js';
export { createSseParser, type ServerSentEvent } from './framing/sse.js';
export { decodeBase64Floats } from './http/base64-floats.js';
export { describeNonJson } from './http/error-body.js';
export { collectHeaders, validateHeaders } from './http/headers.js';
export { hostMatches, isLoopback } from './http/hosts.js';
export {
  type HttpErrorInput,
  httpError,
  readErrorAnswer,
  readHttpError,
  requestIdOf,
} from './http/http-error.js';
export { parseRateLimit } from './http/rate-limit.js';
export { readJson } from './http/read-json.js';
export { redact, redactUrl } from './http/redact.js';
export { remember } from './http/remember.js';
export { parseRetryAfter } from './http/retry-after.js';
export { type ServerUrls, serverUrls } from './http/server-urls.js';
export { joinUrl, parseBaseUrl, type Query } from './http/url.js';
export {
  asCount,
  asFlag,
  asList,
  asRecord,
  asText,
  type JsonRecord,
  parseJson,
  withoutAbsent,
} from './json/read-values.js';
export { createTransport, type TransportOptions } from './transport/create-transport.js';
export { checkAgent, type HttpAgent, type HttpAgentSocket } from './transport/http-agent.js';
export type {
  ByteBody,
  Transport,
  TransportHeaders,
  TransportRequest,
  TransportResponse,
} from './transport/transport.js';
