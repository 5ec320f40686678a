import type { ErrorCode } from '@modelport/core';
import { openAIWire } from '../../conformance/encoders/openai-wire.js';
import { DONE_FRAME, sseFrame } from '../../openai/chat-wire.js';
import { failureFrameOf, type InDialect } from '../dialect.js';
import type { Fault } from '../fault.js';
import { GOOD_TEXT, unfinishedFrames, wholeStream } from '../good-answers.js';
import type { StreamStart } from './stream-faults.js';

/** Whose imitation of OpenAI says an error inside a stream. */
export type ErrorDialect = 'openai' | 'llamacpp' | 'vllm' | 'openrouter';

const imitations: Record<ErrorDialect, readonly string[]> = {
  openai: [
    sseFrame({
      error: { message: 'The server had an error.', type: 'server_error', param: null, code: null },
    }),
  ],
  llamacpp: [sseFrame({ error: { code: 500, message: 'Compute error.', type: 'server_error' } })],
  vllm: [
    sseFrame({ error: { message: 'Engine died.', type: 'InternalServerError', param: null, code: 500 } }),
    DONE_FRAME,
  ],
  openrouter: [
    sseFrame({
      id: 'gen-1',
      object: 'chat.completion.chunk',
      provider: 'faulty',
      error: { code: 502, message: 'Provider disconnected.' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    }),
  ],
};

/** What an error event says. */
export interface ErrorEventFault extends InDialect {
  /** Of those who imitate OpenAI. vLLM sends `[DONE]` after the error. Default: the words of `wire`. */
  dialect?: ErrorDialect | undefined;
  /** What `wire` is to say. Default: `BACKEND_ERROR`, a server error. */
  code?: ErrorCode | undefined;
  /** Whether the end marker follows. Default: false. */
  ended?: boolean | undefined;
}

/** An error object inside a stream, and after what. */
export interface StreamErrorFault extends StreamStart, ErrorEventFault {}

/** A 200 whose first event is an error. */
export function errorFirst(fault: ErrorEventFault = {}): Fault {
  return [wholeStream(errorEvents(fault), fault.wire)];
}

/** An error event in the middle of a stream, which then ends. */
export function errorMidStream({ frames, ...fault }: StreamErrorFault = {}): Fault {
  const before = frames ?? unfinishedFrames(GOOD_TEXT, fault.wire);
  return [wholeStream([...before, ...errorEvents(fault)], fault.wire)];
}

function errorEvents(fault: ErrorEventFault): readonly string[] {
  const { wire = openAIWire, code = 'BACKEND_ERROR', dialect, ended = false } = fault;
  if (dialect !== undefined) return imitations[dialect];
  const event = failureFrameOf(wire, { code });
  return ended ? [event, ...wire.frames({ parts: [] }).end] : [event];
}
