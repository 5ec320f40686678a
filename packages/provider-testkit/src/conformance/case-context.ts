import {
  createProvider,
  createRegistry,
  type FetchLike,
  type OpenOptions,
  type Provider,
  type ProviderDefinition,
  type Registry,
} from '@modelport/core';
import type { Answer } from './answer.js';
import { type Backend, startBackend } from './backend.js';
import type { ConformanceSubject } from './subject.js';
import type { WireEncoder } from './wire-encoder.js';
import { within } from './within.js';

/** Over which transport a case runs: the provider's own, or a `fetch` that the user gives. */
export type CaseTransport = 'own' | 'fetch';

/** What a case works with. Everything is made for one case and taken down behind it. */
export interface CaseContext {
  readonly subject: ConformanceSubject;
  /** The definition under test. */
  // biome-ignore lint/suspicious/noExplicitAny: a definition of any options and driver
  readonly definition: ProviderDefinition<any, any>;
  readonly transport: CaseTransport;
  /** Holds the definition alone. */
  readonly registry: Registry;
  /** The model of instances made here. */
  readonly model: string;
  /** The key that instances made here send, where the type has one. */
  readonly apiKey: string;
  /** The backend's side of the wire. Only for cases that require `wire`. */
  readonly wire: WireEncoder;
  /** The backend of this case. Only for cases that require `wire`. */
  readonly backend: Backend;
  /** The options that point an instance at the backend; those that stand in for one where there is none. */
  readonly connection: Readonly<Record<string, unknown>>;
  /** The options that point an instance elsewhere: `t.connectionTo((await reserveRefusedPort()).baseUrl)`. */
  connectionTo(origin: string): Readonly<Record<string, unknown>>;
  /** How often the given `fetch` was used; 0 over the provider's own transport. */
  readonly fetchCount: number;
  /** Sets what is answered to chats, one after the other; the last one repeats. Before `provider()`. */
  answer(...answers: readonly Answer[]): void;
  /** An instance that talks to the backend. Retries are off unless the options say otherwise. */
  provider(options?: OpenOptions): Provider;
}

/** What takes a context down. */
export interface OpenContext extends AsyncDisposable {
  readonly context: CaseContext;
}

const apiKey = 'conformance-key-0123456789';

/** Starts what a case needs. */
export async function openContext(
  subject: ConformanceSubject,
  transport: CaseTransport,
  // biome-ignore lint/suspicious/noExplicitAny: a definition of any options and driver
  definition: ProviderDefinition<any, any> = subject.definition,
): Promise<OpenContext> {
  const model = subject.model ?? 'conformance-model';
  const registry = createRegistry();
  registry.register(definition);
  const backend = subject.wire && (await startBackend(subject.wire, [model, 'another-model']));
  const providers: Provider[] = [];
  let fetchCount = 0;
  let answers: readonly Answer[] = [];
  const countingFetch: FetchLike = (url, init) => {
    fetchCount++;
    return (globalThis.fetch as FetchLike)(url, init);
  };
  const context: CaseContext = {
    ...{ subject, definition, transport, registry, model, apiKey },
    get wire() {
      return present(subject.wire);
    },
    get backend() {
      return present(backend);
    },
    get connection() {
      return (backend ? connectTo(subject, backend.baseUrl) : subject.replies?.(answers)) ?? {};
    },
    connectionTo: (origin) => connectTo(subject, origin),
    get fetchCount() {
      return fetchCount;
    },
    answer(...list) {
      answers = list;
      backend?.reply('chat', ...list);
    },
    provider(options) {
      const usual = { model, maxRetries: 0, ...(hasSetting(definition, 'apiKey') && { apiKey }) };
      const given = transport === 'fetch' ? { fetch: countingFetch } : {};
      const all = { ...usual, ...subject.options, ...context.connection, ...given, ...options };
      const provider = createProvider(definition.type as string, all, { registry });
      providers.push(provider);
      return provider;
    },
  };
  return {
    context,
    async [Symbol.asyncDispose]() {
      try {
        await within(Promise.all(providers.map((provider) => provider.close())), 'close() of the provider');
      } finally {
        await backend?.close();
      }
    },
  };
}

/** The type that errors and answers name: that of its targets, where the provider is a composite. */
export function answeringType({ subject, definition }: CaseContext): string {
  const { type } = subject.target ?? definition;
  return type;
}

/** Whether options of a definition include this one. */
export function hasSetting(definition: Pick<ProviderDefinition, 'settings'>, name: string): boolean {
  return definition.settings.some((field) => field.name === name);
}

/** The options that point an instance of a subject at an origin. */
export function connectTo(
  { connect, wire }: ConformanceSubject,
  origin: string,
): Readonly<Record<string, unknown>> {
  return connect?.(origin) ?? { baseUrl: `${origin}${wire?.basePath ?? ''}` };
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('This subject has no `wire`: the case must require `wire`.');
  return value;
}
