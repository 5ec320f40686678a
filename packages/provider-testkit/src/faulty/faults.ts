// Everything that a faulty server can do by name. Each makes its fault with defaults, or as it is told, in any dialect.

export {
  closeBeforeHeaders,
  delayBeforeHeaders,
  halfStatusLine,
  headersThenSilence,
  hugeHeaders,
  none,
  notHttp,
  resetBeforeHeaders,
  silenceBeforeHeaders,
  staleKeepAlive,
} from './faults/connection-faults.js';
export { echo } from './faults/echo.js';
export { errorFirst, errorMidStream } from './faults/error-events.js';
export {
  bodyCut,
  brokenJson,
  emptyBody,
  htmlPage,
  httpError,
  jsonErrorBody,
  loading,
  noContent,
  otherJson,
  plainAnswerToStream,
  quotaExceeded,
  rateLimited,
  redirect,
  wrongContentType,
} from './faults/response-faults.js';
export {
  chunkCut,
  cutMidStream,
  delayBeforeFirstEvent,
  endlessLine,
  endlessStream,
  endWithoutFinish,
  finishWithoutDone,
  gzipped,
  hugeFrame,
  inPieces,
  malformedFrames,
  stallMidStream,
} from './faults/stream-faults.js';
