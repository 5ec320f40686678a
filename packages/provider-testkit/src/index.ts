import * as faults from './faulty/faults.js';

export type {
  AnthropicErrorType,
  FakeAnthropicError,
  FakeAnthropicReplies,
  FakeAnthropicReply,
  FakeAnthropicToolCall,
} from './anthropic/fake-anthropic-reply.js';
export type { FakeClaude } from './anthropic/fake-models.js';
export {
  type FakeAnthropic,
  type FakeAnthropicOptions,
  startFakeAnthropic,
} from './anthropic/start-fake-anthropic.js';
export type { Capture, CapturedRequest } from './captures/capture.js';
export { type CaptureFilter, captureNames, captures, loadCapture } from './captures/load-capture.js';
export { everyTwoWaySplit, piecesOf, sampleThreeWaySplits, splitBytes } from './captures/split-bytes.js';
export { type ReplayOptions, type ReplayServer, startReplayServer } from './captures/start-replay-server.js';
export {
  type Answer,
  type AnswerFinish,
  type AnswerPart,
  type AnswerToolCall,
  type AnswerUsage,
  deltasOf,
  finishOf,
  joined,
  textAnswer,
} from './conformance/answer.js';
export {
  answerSteps,
  type Backend,
  type Reply,
  responseSteps,
  startBackend,
  streamSteps,
} from './conformance/backend.js';
export type { CaseContext, CaseTransport } from './conformance/case-context.js';
export { conformanceCases } from './conformance/cases/index.js';
export type { ConformanceCase, Requirement } from './conformance/conformance-case.js';
export {
  type DescribeProvider,
  describeProviderWith,
  type TestContext,
  type TestRunner,
} from './conformance/describe-provider.js';
export { ollamaWire } from './conformance/encoders/ollama-wire.js';
export type { OpenAIWireName } from './conformance/encoders/openai-variants.js';
export { createOpenAIWire, openAIWire } from './conformance/encoders/openai-wire.js';
export { openRouterWire } from './conformance/encoders/openrouter-wire.js';
export { sseCases } from './conformance/encoders/sse-cases.js';
export { type CaseResult, type RunOptions, runCase } from './conformance/run-case.js';
export { runConformance } from './conformance/run-conformance.js';
export type { ConformanceSubject } from './conformance/subject.js';
export type {
  BackendFacts,
  EmbeddingsForm,
  Failure,
  Operation,
  ReceivedChat,
  ReceivedEmbed,
  StreamFrames,
  WireEncoder,
  WireGap,
  WireResponse,
} from './conformance/wire-encoder.js';
export type { InDialect } from './faulty/dialect.js';
export type { Fault, Script, Step } from './faulty/fault.js';
export { type FaultRow, faultWall } from './faulty/fault-wall.js';
export type { EchoFault } from './faulty/faults/echo.js';
export type { ErrorDialect, ErrorEventFault, StreamErrorFault } from './faulty/faults/error-events.js';
export type { HttpErrorFault, RateLimitFault } from './faulty/faults/response-faults.js';
export type { CutFault, PiecesFault, StreamStart } from './faulty/faults/stream-faults.js';
export {
  answerWell,
  GOOD_TEXT,
  goodFrames,
  sendChunks,
  unfinishedFrames,
  wholeJson,
  wholeStream,
} from './faulty/good-answers.js';
export {
  type FaultName,
  type FaultyServer,
  type FaultyServerOptions,
  startFaultyServer,
} from './faulty/start-faulty-server.js';
export type { WallFault } from './faulty/wall-fault.js';
export { type LlamaServerAvailability, llamaServerAvailable } from './llama-server/find-llama-server.js';
export { prepareLlamaServer } from './llama-server/prepare-llama-server.js';
export {
  type LlamaServer,
  type LlamaServerOptions,
  type LlamaSlot,
  startLlamaServer,
} from './llama-server/start-llama-server.js';
export { type TinyModel, tinyModelPath } from './llama-server/tiny-models.js';
export type { ConnectionEnd, RawConnection, RawServer } from './network/raw-server.js';
export { type RefusedPort, reserveRefusedPort } from './network/refused-port.js';
export type { RawRequest } from './network/request-reader.js';
export type { FakeOllamaPull } from './ollama/answer-pull.js';
export type { FakeOllamaModel, OllamaCapability } from './ollama/fake-ollama-model.js';
export {
  type FakeOllamaError,
  type FakeOllamaReply,
  type FakeOllamaToolCall,
  OLLAMA_BUSY,
} from './ollama/fake-ollama-reply.js';
export {
  type FakeOllama,
  type FakeOllamaOptions,
  type FakeOllamaReplies,
  startFakeOllama,
} from './ollama/start-fake-ollama.js';
export type { Dialect } from './openai/dialect.js';
export type { DialectName } from './openai/dialects.js';
export type { FakeError, FakeReplies, FakeReply, FakeToolCall } from './openai/fake-reply.js';
export type { RecordedRequest } from './openai/recorded-request.js';
export {
  type FakeOpenAIServer,
  type FakeOpenAIServerOptions,
  startFakeOpenAIServer,
} from './openai/start-fake-openai-server.js';
export type { FakeOpenRouterEndpoint, FakeOpenRouterModel } from './openrouter/openrouter-models.js';
export type { FakeOpenRouterReplies, FakeOpenRouterReply } from './openrouter/openrouter-reply.js';
export {
  type FakeOpenRouter,
  type FakeOpenRouterOptions,
  startFakeOpenRouter,
} from './openrouter/start-fake-openrouter.js';
export {
  type CatchAllVariant,
  type CatchAllWebServer,
  type CatchAllWebServerOptions,
  startCatchAllWebServer,
} from './servers/start-catch-all-web-server.js';
export {
  type FakeLocalServerOptions,
  type LocalServerKind,
  startFakeLocalServer,
} from './servers/start-fake-local-server.js';
/** Makes faults: `faults.cutMidStream({ how: 'reset' })`. The names are what `startFaultyServer()` takes, too. */
export { faults };
