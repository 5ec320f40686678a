import type { ErrorCode } from '@modelport/core';
import type { WireEncoder } from '../conformance/wire-encoder.js';
import type { Fault } from './fault.js';
import type { RateLimitFault } from './faults/response-faults.js';
import * as faults from './faults.js';
import { endedFrames, GOOD_TEXT, goodAnswer, wholeStream } from './good-answers.js';
import { after, before, type WallFacts, type WallFault } from './wall-fault.js';

/** A row of the wall of faults, as far as a backend can play it: `F20`. */
export type FaultRow =
  | `F${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13}`
  | `F${20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29}`
  | 'F43';

type Row = readonly [WallFault, ...WallFault[]];
type Dialect = { readonly wire: WireEncoder };

const forever = { times: Infinity };
const unreachable: WallFacts = { code: 'BACKEND_UNREACHABLE', retried: true };
const invalid: WallFacts = { code: 'RESPONSE_INVALID' };
const late: WallFacts = { code: 'TIMEOUT', timer: 'first-event' };
const stalled: WallFacts = { code: 'TIMEOUT', timer: 'idle' };
const cut: WallFacts = { code: 'STREAM_INTERRUPTED' };

/**
 * Every fault that a backend can do to one provider, by its row. One that goes on for ever ends in its `code`; one that
 * passes, or is none, in a whole answer.
 */
export const faultWall: Readonly<Record<FaultRow, Row>> = {
  F1: [
    // Not so soon that a busy machine takes it for over before anybody has looked.
    limited('a rate limit that says in milliseconds when it ends', { retryAfterMs: 300 }),
    limited('a rate limit that says in seconds when it ends', { retryAfter: 1 }),
    // A date has whole seconds, and the first request takes its time to come.
    limited('a rate limit that says by a date when it ends', () => ({
      retryAfter: new Date(Date.now() + 4_000),
    })),
    limited(
      'a rate limit that lasts longer than a call waits',
      { retryAfter: 90, ...forever },
      { code: 'RATE_LIMITED', retried: false },
    ),
  ],
  F2: [
    limited('a rate limit for ever', { retryAfterMs: 300, ...forever }, { code: 'RATE_LIMITED' }),
    refusal('an account without credit', 'INSUFFICIENT_FUNDS'),
  ],
  F3: [
    before('one server error', faults.httpError, { retried: true, says: 'BACKEND_ERROR' }),
    refusal('server errors for ever', 'BACKEND_ERROR', true),
    refusal('a server with too much to do', 'OVERLOADED', true),
    before('HTTP 529 for ever', ({ wire }) => faults.httpError({ wire, status: 529, body: '', ...forever }), {
      code: 'OVERLOADED',
      retried: true,
    }),
  ],
  F4: [
    before('a reset before the headers', faults.resetBeforeHeaders, unreachable),
    before('a close before the headers', faults.closeBeforeHeaders, unreachable),
    before('half a status line', faults.halfStatusLine, unreachable),
    before('another protocol', faults.notHttp, invalid),
    before('more headers than a client takes', () => faults.hugeHeaders(), invalid),
  ],
  F5: [
    before('silence before the headers', faults.silenceBeforeHeaders, late),
    before('silence after the headers', faults.headersThenSilence, late),
    before('slow headers', faults.delayBeforeHeaders),
  ],
  F6: [
    before(
      'a first event after 20 s',
      ({ wire }) => faults.delayBeforeFirstEvent({ wire, ms: 20_000 }),
      late,
    ),
  ],
  F7: [
    before('a web page with 200', faults.htmlPage, invalid),
    before('an empty body with 200', faults.emptyBody, invalid),
    before('a 204', faults.noContent, invalid),
    before('JSON of another kind', () => faults.otherJson(), invalid),
  ],
  F8: [
    before('an error as the first event', faults.errorFirst, {
      code: 'BACKEND_ERROR',
      retried: true,
      saysInStream: 'BACKEND_ERROR',
    }),
  ],
  F9: [refusal('a context that is too long', 'CONTEXT_LENGTH_EXCEEDED')],
  F10: [refusal('a request that is filtered', 'CONTENT_FILTERED')],
  F11: [
    refusal('a wrong key', 'AUTH_FAILED'),
    refusal('a key without permission', 'PERMISSION_DENIED'),
    refusal('an unknown model', 'MODEL_NOT_FOUND'),
  ],
  F12: [
    before('a model that is being loaded', ({ wire }) => faults.loading({ wire, times: 1 }), {
      retried: true,
    }),
  ],
  F13: [before('a redirect to a host that does not exist', () => faults.redirect(), unreachable)],
  F20: [
    after('a close', faults.cutMidStream, cut),
    after('a reset', ({ wire }) => faults.cutMidStream({ wire, how: 'reset' }), cut),
    after('a close within an event', ({ wire }) => faults.cutMidStream({ wire, halfFrame: true }), cut),
    after(
      'a reset within an event',
      ({ wire }) => faults.cutMidStream({ wire, how: 'reset', halfFrame: true }),
      cut,
    ),
    after(
      'a close within an event that nothing but the close tells',
      ({ wire }) => faults.cutMidStream({ wire, halfFrame: true, framing: 'close' }),
      cut,
    ),
    after('a close within a chunk', faults.chunkCut, cut),
  ],
  F21: [
    after('a stall', faults.stallMidStream, stalled),
    after('a stall within an event', ({ wire }) => faults.stallMidStream({ wire, halfFrame: true }), stalled),
  ],
  F22: [
    after('a regular end without a finish reason', faults.endWithoutFinish, cut),
    after('a finish reason without an end marker', faults.finishWithoutDone),
  ],
  F23: [
    after('an error in the middle', faults.errorMidStream, inStream()),
    after(
      'an error in the middle, and the end marker',
      ({ wire }) => faults.errorMidStream({ wire, ended: true }),
      inStream(),
    ),
  ],
  F24: [
    after('one event that is no JSON', faults.malformedFrames),
    after('many events that are no JSON', ({ wire }) => faults.malformedFrames({ wire, count: 50 }), invalid),
  ],
  F25: [after('a stream byte by byte', faults.inPieces), after('a compressed stream', faults.gzipped)],
  F26: [
    after('an event of 10 MB', faults.hugeFrame),
    before('a line without end', faults.endlessLine, invalid),
  ],
  F27: [after('a tool call that nobody asked for', unaskedCall)],
  F28: [after('an answer without usage', withoutUsage)],
  F29: [after('an event of an unknown kind', withUnknownEvent)],
  F43: [
    before('a refusal that says the key back', faults.echo, { code: 'AUTH_FAILED', says: 'AUTH_FAILED' }),
  ],
};

function limited(
  name: string,
  limit: RateLimitFault | (() => RateLimitFault),
  facts: WallFacts = {},
): WallFault {
  const make = ({ wire }: Dialect): Fault =>
    faults.rateLimited({ wire, ...(typeof limit === 'function' ? limit() : limit) });
  return before(name, make, { retried: true, says: 'RATE_LIMITED', ...facts });
}

/** A refusal for ever. */
function refusal(name: string, code: ErrorCode, retried = false): WallFault {
  const headers = { 'retry-after-ms': '300' };
  const make = ({ wire }: Dialect): Fault => faults.httpError({ wire, code, headers, ...forever });
  return before(name, make, { code, retried, says: code });
}

function inStream(): WallFacts {
  return { code: 'BACKEND_ERROR', saysInStream: 'BACKEND_ERROR' };
}

function unaskedCall({ wire }: Dialect): Fault {
  const toolCall = { id: 'call_1', name: 'nobody_asked', arguments: '{"__proto__":{"polluted":true}}' };
  const { opening, content, finish, end } = wire.frames({ parts: [{ toolCall }] });
  return [wholeStream([...opening, ...content, ...finish, ...end], wire)];
}

function withoutUsage({ wire }: Dialect): Fault {
  const { usage: _untold, ...answer } = goodAnswer();
  const { opening, content, finish, end } = wire.frames(answer);
  return [wholeStream([...opening, ...content, ...finish, ...end], wire)];
}

function withUnknownEvent({ wire }: Dialect): Fault {
  const [first = '', ...rest] = endedFrames(GOOD_TEXT, wire);
  return [wholeStream([first, wire.frame({ type: 'something-new' }), ...rest], wire)];
}
