import { ProviderError } from '@modelport/core';

/** Turns the bytes of a stream into frames, one batch per read. Made for one stream, then thrown away. */
export interface FrameParser<Frame> {
  /**
   * Takes the bytes of one read and returns the frames that they complete: none, one or many.
   * @throws `RESPONSE_INVALID` when an unfinished frame grows past the limit.
   */
  push(chunk: Uint8Array): Frame[];
  /** Takes the end of the stream and returns the frame that lacks its terminator, if there is one. */
  end(): Frame[];
}

/** How much a frame parser may hold back. */
export interface FrameParserOptions {
  /** Characters of an unfinished frame kept between two reads. Default 16 Mi (16,777,216). */
  readonly maxFrameLength?: number | undefined;
}

/** Default of {@link FrameParserOptions.maxFrameLength}: an image in base64 fits, a runaway server does not. */
export const defaultMaxFrameLength: number = 16 * 1024 * 1024;

/**
 * The error for a frame without an end.
 * @internal
 */
export function frameTooLong(kind: string, limit: number): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `The backend sent ${kind} longer than ${limit} characters without an end; the stream was given up.`,
  });
}
