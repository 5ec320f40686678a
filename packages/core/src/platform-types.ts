/// <reference lib="esnext.disposable" preserve="true" />

/**
 * The platform's types that Modelport names, without asking its users for DOM or Node types: the real type where
 * one is declared, else its shape.
 */
export type PlatformAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : AbortSignalShape;

/** What an `AbortSignal` is at least. */
export interface AbortSignalShape {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The platform's `Response`, where its type is declared. */
export type PlatformResponse = typeof globalThis extends { Response: { prototype: infer Value } }
  ? Value
  : FetchResponse;

/** A function that can be called like the global `fetch`. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** What Modelport passes to `fetch`. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal?: PlatformAbortSignal;
  redirect: 'manual';
}

/** The part of a `Response` that Modelport reads; any object of this shape will do. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: {
    get(name: string): string | null | undefined;
    entries(): Iterable<[string, string]>;
  };
  /** A `ReadableStream` of bytes, or anything that can be iterated in their place. */
  readonly body?: ByteStream | AsyncIterable<Uint8Array> | null | undefined;
  text(): Promise<string>;
}

/** What a `ReadableStream` of bytes is at least. */
export interface ByteStream {
  getReader(): ByteReader;
}

/** What the reader of a {@link ByteStream} is at least. */
export interface ByteReader {
  read(): Promise<{ done: false; value: Uint8Array } | { done: true; value?: Uint8Array | undefined }>;
  cancel(reason?: unknown): Promise<void>;
}
