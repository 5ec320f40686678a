import * as faults from './faulty/faults.js';

export type { Capture, CapturedRequest } from './captures/capture.js';
export { type CaptureFilter, captureNames, captures, loadCapture } from './captures/load-capture.js';
export { everyTwoWaySplit, piecesOf, sampleThreeWaySplits, splitBytes } from './captures/split-bytes.js';
export { type ReplayOptions, type ReplayServer, startReplayServer } from './captures/start-replay-server.js';
export type { Fault, Script, Step } from './faulty/fault.js';
export type { HttpErrorFault, RateLimitFault } from './faulty/faults/response-faults.js';
export type {
  CutFault,
  ErrorDialect,
  PiecesFault,
  StreamErrorFault,
  StreamStart,
} from './faulty/faults/stream-faults.js';
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
export type { FakeError, FakeReply, FakeToolCall } from './openai/fake-reply.js';
export type { RecordedRequest } from './openai/recorded-request.js';
export {
  type FakeOpenAIServer,
  type FakeOpenAIServerOptions,
  type FakeReplies,
  startFakeOpenAIServer,
} from './openai/start-fake-openai-server.js';
/** Makes faults: `faults.cutMidStream({ how: 'reset' })`. The names are what `startFaultyServer()` takes, too. */
export { faults };
