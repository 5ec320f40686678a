import type { FrameParser } from '../../src/framing/frame-parser.js';

const encoder = new TextEncoder();

export const bytes = (text: string): Uint8Array => encoder.encode(text);

/** Cuts bytes at the given positions; a position may come twice, which makes an empty chunk. */
export function cut(whole: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const edges = [0, ...[...positions].sort((one, other) => one - other), whole.length];
  return edges.slice(1).map((edge, index) => whole.subarray(edges[index], edge));
}

/** All frames that a parser makes of these chunks. */
export function parse<Frame>(parser: FrameParser<Frame>, chunks: readonly Uint8Array[]): Frame[] {
  const frames = chunks.flatMap((chunk) => parser.push(chunk));
  return [...frames, ...parser.end()];
}
