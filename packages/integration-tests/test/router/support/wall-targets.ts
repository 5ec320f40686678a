import { createProvider, type Provider } from '@modelport/core';
import { type FaultyServer, ollamaWire, openAIWire, type WireEncoder } from '@modelport/provider-testkit';
import '@modelport/provider-ollama';
import '@modelport/provider-openai-compatible';

/** A type of provider and the wire of its backends. */
export type Dialect = readonly [type: 'openai-compatible' | 'ollama', wire: WireEncoder];

/** The dialect of most servers. */
export const openAI: Dialect = ['openai-compatible', openAIWire];

/** Ollama's own. */
export const ollama: Dialect = ['ollama', ollamaWire];

/** The key that every provider of these tests has. */
export const targetKey = 'sk-target-key-123456789';

/** What a provider of these tests may have beside its address. */
export interface TargetOptions {
  readonly apiKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A provider for the target of a router. Ollama's does not cut a prompt that is too long: another target may take it. */
export function providerAt(
  name: string,
  baseUrl: string,
  [type, wire]: Dialect = openAI,
  more: TargetOptions = {},
): Provider<object> {
  const cut = type === 'ollama' && ({ onContextOverflow: 'error' } as const);
  const address = { name, baseUrl: `${baseUrl}${wire.basePath ?? ''}`, model: 'faulty' };
  return createProvider(type, { ...address, apiKey: targetKey, ...cut, ...more });
}

/** How many chats a server was asked for. */
export function chatsAt(server: FaultyServer | undefined, [, wire]: Dialect = openAI): number {
  return server?.requests.filter((request) => wire.operation(request) === 'chat').length ?? 0;
}
