import type { ChatEvent, ProviderError, Warning } from '@modelport/core';
import { httpError } from '@modelport/provider-utils';
import type { AnswerExtras } from '../../src/answer-extras.js';
import { AnswerReader } from '../../src/from-wire.js';
import type { Quirks } from '../../src/quirks.js';

export interface ReadAnswer {
  readonly events: ChatEvent[];
  readonly warnings: Warning[];
  readonly failure: ProviderError | undefined;
}

interface ReadOptions {
  readonly reasoningBack?: Quirks['reasoningBack'];
  readonly includeRaw?: boolean;
  readonly extras?: AnswerExtras;
}

export function testReader(options: ReadOptions = {}): { reader: AnswerReader; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const reader = new AnswerReader({
    type: 'openai-compatible',
    quirks: { reasoningBack: options.reasoningBack ?? 'none' },
    includeRaw: options.includeRaw,
    extras: options.extras,
    warn: (warning) => void warnings.push(warning),
    toError: (body) => httpError({ body }),
  });
  return { reader, warnings };
}

/** Reads a stream given as its events' data: objects become JSON, strings stay. */
export function readFrames(frames: readonly unknown[], options: ReadOptions = {}): ReadAnswer {
  const { reader, warnings } = testReader(options);
  for (const frame of frames) {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    reader.readFrame({ event: undefined, data });
  }
  reader.end();
  return { events: reader.take(), warnings, failure: reader.failure };
}

/** A chunk with one delta. */
export function delta(fields: object, finish_reason: string | null = null): object {
  return { id: 'c1', model: 'm', choices: [{ index: 0, delta: fields, finish_reason }] };
}
