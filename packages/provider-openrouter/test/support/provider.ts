import {
  type ChatEvent,
  createProvider,
  createRegistry,
  type Provider,
  ProviderError,
  registerProvider,
} from '@modelport/core';
import {
  type FakeOpenRouter,
  type FakeOpenRouterOptions,
  startFakeOpenRouter,
} from '@modelport/provider-testkit';
import { definition } from '../../src/definition.js';
import type { OpenRouterExtras } from '../../src/extras.js';
import type { OpenRouterOptions } from '../../src/options.js';
import '../../src/register.js';

/** A provider as users hold it, over core's whole pipeline. */
export function testProvider(options: OpenRouterOptions): Provider<OpenRouterExtras> {
  const registry = createRegistry();
  registerProvider(definition, { registry });
  return createProvider('openrouter', { apiKey: 'sk-or-v1-fake', ...options }, { registry });
}

/** A provider on a fake of its own. */
export interface TestSetup extends AsyncDisposable {
  readonly fake: FakeOpenRouter;
  readonly provider: Provider<OpenRouterExtras>;
  /** The body of the last request. */
  readonly body: Record<string, unknown>;
  /** The headers of the last request. */
  readonly headers: Readonly<Record<string, unknown>>;
}

export async function setUp(
  fakeOptions: FakeOpenRouterOptions = {},
  options: OpenRouterOptions = {},
): Promise<TestSetup> {
  const fake = await startFakeOpenRouter(fakeOptions);
  const { baseUrl, apiKey, model } = fake;
  return {
    fake,
    provider: testProvider({ baseUrl, apiKey, model, maxRetries: 0, ...options }),
    get body() {
      return fake.requests.at(-1)?.body as Record<string, unknown>;
    },
    get headers() {
      return fake.requests.at(-1)?.headers ?? {};
    },
    [Symbol.asyncDispose]: () => fake.close(),
  };
}

/** The error that something ends with. */
export async function errorOf(action: Promise<unknown> | (() => unknown)): Promise<ProviderError> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It succeeded.');
}

/** The events of one kind. */
export function ofType<Type extends ChatEvent['type']>(
  events: readonly ChatEvent[],
  type: Type,
): Extract<ChatEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<ChatEvent, { type: Type }> => event.type === type);
}
