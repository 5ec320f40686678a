import type { JSONObject, SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { JsonValue, ProviderData } from '@modelport/core';

/** The type under which data in the peer's own form travels through ours. */
export const peerType = 'ai-sdk';

/** Makes a `switch` total: a member that the other side adds is a type error here. */
export function unreachable(value: never): never {
  throw new TypeError(`not in the mapping: ${JSON.stringify(value)}`);
}

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** The object without fields that are `undefined`: the peer's types have absent fields, ours have both. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}

/** Our data as the peer's metadata and options, by type. What is no object goes under `value`. */
export function toMetadata(data: ProviderData | undefined): SharedV4ProviderOptions | undefined {
  if (!data) return undefined;
  // A peer's model gave it: it is the whole map already.
  if (data.type === peerType) return data.data as SharedV4ProviderOptions;
  const isObject = typeof data.data === 'object' && data.data !== null && !Array.isArray(data.data);
  return { [data.type]: isObject ? (data.data as JSONObject) : { value: data.data } };
}

/** The peer's metadata or options as our data, for a provider of the given type. */
export function fromMetadata(
  metadata: SharedV4ProviderOptions | undefined,
  type: string,
): ProviderData | undefined {
  const data = type === peerType ? metadata : metadata?.[type];
  return data && { type, data: toJson(data) };
}

/** Something of the peer for which we have no word, as data that only the peer's own driver understands. */
export function opaque(value: object): { type: 'opaque'; providerData: ProviderData } {
  return { type: 'opaque', providerData: { type: peerType, data: toJson(value) } };
}

/** A copy that JSON can hold: bytes in base64, URLs as strings. */
export function toJson(value: object): JsonValue {
  return JSON.parse(
    JSON.stringify(value, (_, field) => (field instanceof Uint8Array ? toBase64(field) : field)),
  );
}

export function toBase64(data: Uint8Array | string): string {
  return typeof data === 'string'
    ? data
    : btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));
}
