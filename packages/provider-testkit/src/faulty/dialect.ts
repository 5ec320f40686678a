import type { Failure, WireEncoder, WireResponse } from '../conformance/wire-encoder.js';

/** In whose dialect a fault is played. */
export interface InDialect {
  /** Default: `openAIWire`. */
  wire?: WireEncoder | undefined;
}

/** A refusal in a wire's own words. @throws Error where it has none for this. */
export function refusalOf(wire: WireEncoder, failure: Failure): WireResponse & { readonly status: number } {
  const refusal = wire.failure(failure);
  if (refusal === undefined) throw new Error(`${wire.name} has no words for ${failure.code}.`);
  return { ...refusal, status: refusal.status ?? 200 };
}

/** An error within a stream, in a wire's own words. @throws Error where it has none for this. */
export function failureFrameOf(wire: WireEncoder, failure: Failure): string {
  const frame = wire.failureFrame?.(failure);
  if (frame === undefined) throw new Error(`${wire.name} has no words for ${failure.code} within a stream.`);
  return frame;
}
