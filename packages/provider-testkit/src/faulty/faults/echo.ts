import type { ErrorCode } from '@modelport/core';
import { responseSteps } from '../../conformance/backend.js';
import { openAIWire } from '../../conformance/encoders/openai-wire.js';
import type { RawRequest } from '../../network/request-reader.js';
import { failureFrameOf, type InDialect, refusalOf } from '../dialect.js';
import type { Fault } from '../fault.js';
import { wholeStream } from '../good-answers.js';

/** A backend that says back what it was told. */
export interface EchoFault extends InDialect {
  /** Which refusal it is in. Default: `AUTH_FAILED`. */
  code?: ErrorCode | undefined;
  /** Whether it is said within a stream. Default: false. */
  inStream?: boolean | undefined;
  /** How often the message says it, one after the other. Default: once. */
  repeat?: number | undefined;
}

/** Refuses every request and says back whatever the client showed of itself: its headers, and the key alone. */
export function echo({
  wire = openAIWire,
  code = 'AUTH_FAILED',
  inStream,
  repeat = 1,
}: EchoFault = {}): Fault {
  return [
    (request) => {
      const words = wordsOf(request);
      const message = Array.from({ length: repeat }, () => words).join(' ');
      if (inStream === true) return wholeStream([failureFrameOf(wire, { code, message })], wire);
      const refusal = refusalOf(wire, { code, message });
      return responseSteps({ ...refusal, headers: { ...refusal.headers, 'x-echo': words } });
    },
  ];
}

/** Headers that hold nothing of their user. */
const usual = /^(host|connection|accept.*|content-.*|user-agent|transfer-encoding|sec-fetch-.*)$/;

function wordsOf({ headers, path }: RawRequest): string {
  const own = Object.entries(headers).filter(([name]) => !usual.test(name));
  const query = path.split('?')[1] ?? '';
  return [...own.map(([, value]) => value.replace(/^\w+ /, '')), query].filter(Boolean).join(' ');
}
