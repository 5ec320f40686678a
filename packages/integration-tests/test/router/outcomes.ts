import type { ErrorCode } from '@modelport/core';

/**
 * How a call ends whose first target has a fault. `whole`: the first target answers all the same; `rescued`: the second answers;
 * `awaited`: there is no second, and the first answers when it is asked again; `failed`: one error, and the second was not
 * asked; `cut`: the same with what had come in `partial`.
 */
export type Outcome =
  | { readonly end: 'whole' }
  | { readonly end: 'rescued' | 'awaited' | 'failed' | 'cut'; readonly code: ErrorCode };

/** What a fault does to the target that has it. */
export type TargetEffect = 'nothing' | 'failure' | 'cooling' | 'out';

/** One row of the wall of faults, as it looks with a healthy second target behind the first. */
export interface WallOutcome {
  /** Row of the wall: `F20`. */
  readonly row: string;
  /** What the first target does. */
  readonly fault: string;
  /** What is otherwise than usual: the router has two targets and no options. */
  readonly given?: string | undefined;
  /** For `stream`, and for `chat` where a backend is asked for a stream that the provider collects. */
  readonly stream: Outcome;
  /** For `chat` where a backend is asked for a whole answer: none of it has come when it fails. Default: as `stream`. */
  readonly plain?: Outcome | undefined;
  /** What it does to the first target. */
  readonly effect: TargetEffect;
}

const alone = 'no second target';
const whole: Outcome = { end: 'whole' };
const rescued = (code: ErrorCode): Outcome => ({ end: 'rescued', code });
const awaited = (code: ErrorCode): Outcome => ({ end: 'awaited', code });
const failed = (code: ErrorCode): Outcome => ({ end: 'failed', code });

/** A row of a fault that shows before the first content, or is none. */
function before(
  row: string,
  fault: string,
  stream: Outcome,
  effect: TargetEffect,
  given?: string,
): WallOutcome {
  return { row, fault, stream, effect, ...(given !== undefined && { given }) };
}

/** A row of a fault that shows after the first content. */
function after(row: string, fault: string, code: ErrorCode): WallOutcome {
  return { row, fault, stream: { end: 'cut', code }, plain: rescued(code), effect: 'failure' };
}

/** A row of what a client has to live with. */
function tolerated(row: string, fault: string): WallOutcome {
  return { row, fault, stream: whole, effect: 'nothing' };
}

/** What comes of every fault on the first of two targets. docs/routing-faults.md is written from this table. */
export const outcomes: readonly WallOutcome[] = [
  before('F1', 'a rate limit that says in milliseconds when it ends', rescued('RATE_LIMITED'), 'cooling'),
  before('F1', 'a rate limit that says in seconds when it ends', rescued('RATE_LIMITED'), 'cooling'),
  before('F1', 'a rate limit that says by a date when it ends', rescued('RATE_LIMITED'), 'cooling'),
  before('F1', 'a rate limit that lasts longer than a call waits', rescued('RATE_LIMITED'), 'cooling'),
  before(
    'F1',
    'a rate limit that says in milliseconds when it ends',
    awaited('RATE_LIMITED'),
    'cooling',
    alone,
  ),
  before('F1', 'a rate limit that lasts longer than a call waits', failed('RATE_LIMITED'), 'cooling', alone),
  before('F2', 'a rate limit for ever', rescued('RATE_LIMITED'), 'cooling'),
  before('F2', 'an account without credit', rescued('INSUFFICIENT_FUNDS'), 'out'),
  before('F2', 'an account without credit', failed('INSUFFICIENT_FUNDS'), 'out', alone),
  before('F3', 'one server error', rescued('BACKEND_ERROR'), 'failure'),
  before('F3', 'one server error', awaited('BACKEND_ERROR'), 'failure', alone),
  before('F3', 'server errors for ever', rescued('BACKEND_ERROR'), 'failure'),
  before('F3', 'a server with too much to do', rescued('OVERLOADED'), 'cooling'),
  before('F3', 'HTTP 529 for ever', rescued('OVERLOADED'), 'failure'),
  before('F4', 'a connection that is refused', rescued('BACKEND_UNREACHABLE'), 'failure'),
  before('F4', 'a host that does not exist', rescued('BACKEND_UNREACHABLE'), 'failure'),
  before('F4', 'a certificate that is not trusted', rescued('BACKEND_UNREACHABLE'), 'failure'),
  before('F4', 'no TLS where there should be', rescued('BACKEND_UNREACHABLE'), 'failure'),
  before('F4', 'a reset before the headers', rescued('BACKEND_UNREACHABLE'), 'failure'),
  before('F4', 'a close before the headers', rescued('BACKEND_UNREACHABLE'), 'failure'),
  before('F4', 'half a status line', rescued('BACKEND_UNREACHABLE'), 'failure'),
  before('F4', 'another protocol', rescued('RESPONSE_INVALID'), 'failure'),
  before('F4', 'more headers than a client takes', rescued('RESPONSE_INVALID'), 'failure'),
  before('F5', 'silence before the headers', rescued('TIMEOUT'), 'failure'),
  before('F5', 'silence after the headers', rescued('TIMEOUT'), 'failure'),
  tolerated('F5', 'slow headers'),
  before('F6', 'a first event after 20 s', rescued('TIMEOUT'), 'failure'),
  before('F7', 'a web page with 200', rescued('RESPONSE_INVALID'), 'failure'),
  before('F7', 'an empty body with 200', rescued('RESPONSE_INVALID'), 'failure'),
  before('F7', 'a 204', rescued('RESPONSE_INVALID'), 'failure'),
  before('F7', 'JSON of another kind', rescued('RESPONSE_INVALID'), 'failure'),
  before('F7', 'an error with 200', rescued('BACKEND_ERROR'), 'failure'),
  before('F8', 'an error as the first event', rescued('BACKEND_ERROR'), 'failure'),
  before('F8', 'an error after a beginning without content', rescued('BACKEND_ERROR'), 'failure'),
  before('F9', 'a context that is too long', failed('CONTEXT_LENGTH_EXCEEDED'), 'nothing'),
  before(
    'F9',
    'a context that is too long',
    rescued('CONTEXT_LENGTH_EXCEEDED'),
    'nothing',
    'a second target whose model is known to be larger',
  ),
  before('F10', 'a request that is filtered', failed('CONTENT_FILTERED'), 'nothing'),
  before(
    'F10',
    'a request that is filtered',
    rescued('CONTENT_FILTERED'),
    'nothing',
    "`fallbackOn: ['CONTENT_FILTERED']`",
  ),
  tolerated('F10', 'an answer that is filtered'),
  before('F11', 'a wrong key', rescued('AUTH_FAILED'), 'out'),
  before('F11', 'a key without permission', rescued('PERMISSION_DENIED'), 'out'),
  before('F11', 'an unknown model', rescued('MODEL_NOT_FOUND'), 'nothing'),
  before('F12', 'a model that is being loaded', rescued('MODEL_LOADING'), 'cooling'),
  before('F12', 'a model that is being loaded', awaited('MODEL_LOADING'), 'nothing', alone),
  before('F13', 'a redirect to a host that does not exist', rescued('BACKEND_UNREACHABLE'), 'failure'),
  after('F20', 'a close', 'STREAM_INTERRUPTED'),
  after('F20', 'a reset', 'STREAM_INTERRUPTED'),
  after('F20', 'a close within an event', 'STREAM_INTERRUPTED'),
  after('F20', 'a reset within an event', 'STREAM_INTERRUPTED'),
  after('F20', 'a close within an event that nothing but the close tells', 'STREAM_INTERRUPTED'),
  after('F20', 'a close within a chunk', 'STREAM_INTERRUPTED'),
  before('F20', 'a close before the first content', rescued('STREAM_INTERRUPTED'), 'failure'),
  after('F21', 'a stall', 'TIMEOUT'),
  after('F21', 'a stall within an event', 'TIMEOUT'),
  after('F22', 'a regular end without a finish reason', 'STREAM_INTERRUPTED'),
  tolerated('F22', 'a finish reason without an end marker'),
  after('F23', 'an error in the middle', 'BACKEND_ERROR'),
  after('F23', 'an error in the middle, and the end marker', 'BACKEND_ERROR'),
  tolerated('F24', 'one event that is no JSON'),
  after('F24', 'many events that are no JSON', 'RESPONSE_INVALID'),
  tolerated('F25', 'a stream byte by byte'),
  tolerated('F25', 'a compressed stream'),
  tolerated('F26', 'an event of 10 MB'),
  before('F26', 'a line without end', rescued('RESPONSE_INVALID'), 'failure'),
  tolerated('F27', 'a tool call that nobody asked for'),
  tolerated('F28', 'an answer without usage'),
  tolerated('F29', 'an event of an unknown kind'),
  before('F43', 'a refusal that says the key back', rescued('AUTH_FAILED'), 'out'),
];
