import { createProvider, type FetchLike, type OpenOptions, type Provider } from '@modelport/core';
import '../support/register-all.js';
import { type Backend, type BackendKind, backendKinds } from './backends.js';

/** How these tests make a provider for a backend. */
export function connect(type: string, backend: Backend, options: OpenOptions = {}): Provider {
  const { baseUrl, apiKey, model } = backend;
  const usual = { baseUrl, model, ...(apiKey !== '' && { apiKey }) };
  return createProvider(type as string, { ...usual, ...options }) as Provider;
}

/** The kind of backend of a type, for what only that one does. */
export function kindOf(type: string): BackendKind {
  const kind = backendKinds.find((known) => known.type === type);
  if (kind === undefined) throw new Error(`There is no backend of type ${type}.`);
  return kind;
}

/** For `describe.each`: each type with the kind of its backend. */
export const rows: readonly (readonly [type: string, kind: BackendKind])[] = backendKinds.map((kind) => [
  kind.type,
  kind,
]);

/** Both ways to the network: Node's own client, and `fetch`. */
export const transports: readonly (readonly [name: string, options: OpenOptions])[] = [
  ['over the own transport', {}],
  ['over fetch', { fetch: globalThis.fetch as FetchLike }],
];

/** The bodies of the chats that a backend got, in order. */
export function chatBodies(
  { requests }: Backend,
  { chatPath }: BackendKind,
): readonly Record<string, unknown>[] {
  return requests
    .filter(({ path }) => chatPath.test(path))
    .map(({ body }) => body as Record<string, unknown>);
}

type Chatting = Pick<Provider<object>, 'chat' | 'stream'>;

/** Both ways to a whole answer. */
export const ways: readonly (readonly [name: string, way: (provider: Chatting) => Pick<Provider, 'chat'>])[] =
  [
    ['as a whole', (provider) => provider],
    [
      'as a stream',
      (provider) => ({ chat: (request, options) => provider.stream(request, options).response }),
    ],
  ];
