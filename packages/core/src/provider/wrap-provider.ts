import type {
  CallDefaults,
  CallOptions,
  ChatRequest,
  EmbedRequest,
  Provider,
  ProviderExtras,
} from '../contract.js';
import { defined } from '../defined.js';
import { capabilitiesOf } from './known-models.js';

/** What a wrapper may replace. Each member stands for the wrapped provider's own and usually calls it. */
export type ProviderOverrides<Extras extends object = ProviderExtras> = Partial<
  Pick<Provider<Extras>, 'name' | 'model' | 'capabilities' | 'extras' | keyof Calls>
>;

type Calls = Pick<Provider, 'chat' | 'stream' | 'embed' | 'models' | 'health' | 'countTokens' | 'close'>;

/**
 * A provider with some members replaced: the form of middleware (caching, logging, redaction).
 * What is not replaced goes to `provider` as it is.
 *
 * ```ts
 * const logged = (provider: Provider): Provider =>
 *   wrapProvider(provider, {
 *     stream(request, options) {
 *       console.log('asking', provider.name);
 *       return provider.stream(request, options);
 *     },
 *   });
 * ```
 */
export function wrapProvider<Extras extends object>(
  provider: Provider<Extras>,
  overrides: ProviderOverrides<Extras>,
): Provider<Extras> {
  const { type, displayName, baseUrl } = provider;
  const { name = provider.name, model = provider.model, extras = provider.extras } = overrides;
  const facts = defined({ name, type, displayName, model, baseUrl });
  const wrapped: Provider<Extras> = Object.assign(
    {
      get knownModels() {
        return provider.knownModels;
      },
      // Reading the models may tell more of them.
      get capabilities() {
        return overrides.capabilities ?? provider.capabilities;
      },
      ...facts,
      extras,
      with: (defaults: CallDefaults) => withDefaults(wrapped, defaults),
      toJSON: () => ({ ...provider.toJSON(), ...facts, capabilities: wrapped.capabilities }),
      [Symbol.asyncDispose]: () => wrapped.close(),
    },
    callsOf(provider, overrides),
  );
  return wrapped;
}

function callsOf(provider: Calls, overrides: Partial<Calls>): Calls {
  const names = ['chat', 'stream', 'embed', 'models', 'health', 'countTokens', 'close'] as const;
  const calls = names.map((name) => [name, overrides[name] ?? provider[name].bind(provider)]);
  return Object.fromEntries(calls) as unknown as Calls;
}

const callOptionNames = [
  'connectTimeout',
  'firstEventTimeout',
  'idleTimeout',
  'timeout',
  'maxRetries',
  'waitForModel',
  'headers',
  'observe',
];

/** The same provider with defaults for every call; what a call gives itself wins. Objects are not merged but `headers`. */
export function withDefaults<Extras extends object>(
  provider: Provider<Extras>,
  defaults: CallDefaults,
): Provider<Extras> {
  const some = (wanted: boolean) =>
    Object.fromEntries(
      Object.entries(defaults).filter(([name]) => callOptionNames.includes(name) === wanted),
    );
  const forCall: CallOptions = some(true);
  const forRequest: Partial<ChatRequest> = some(false);
  const { model } = defaults;
  const request = (given: string | ChatRequest): ChatRequest => ({
    ...forRequest,
    ...(typeof given === 'string' ? { messages: given } : defined(given ?? {})),
  });
  const options = (given: CallOptions = {}): CallOptions => ({
    ...forCall,
    ...defined(given),
    headers: { ...forCall.headers, ...given.headers },
  });
  const embedding = (given: string | readonly string[] | EmbedRequest): EmbedRequest => ({
    model,
    ...(typeof given === 'string' || Array.isArray(given)
      ? { input: given }
      : defined(given as EmbedRequest)),
  });
  const extras = Object.entries(provider.extras as ProviderExtras).map(([name, extra]) => [
    name,
    (input: unknown, call?: CallOptions) => extra(input, options(call)),
  ]);
  return wrapProvider(provider, {
    model,
    get capabilities() {
      const { capabilities, knownModels } = provider;
      return capabilitiesOf(
        knownModels.find(({ id }) => id === model),
        capabilities,
      );
    },
    extras: Object.fromEntries(extras) as Extras,
    chat: (given, call) => provider.chat(request(given) as typeof given, options(call)),
    stream: (given, call) => provider.stream(request(given) as typeof given, options(call)),
    embed: (given, call) => provider.embed(embedding(given), options(call)),
    models: (call) => provider.models(options(call)),
    health: (call) => provider.health(options(call)),
    countTokens: (given, call) => provider.countTokens(request(given), options(call)),
  });
}
