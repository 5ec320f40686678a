import { type CallContext, type DriverRequest, type ProviderDriver, ProviderError } from '@modelport/core';

/** The calls of a driver that core looks for before it makes them. `stream` is always there. */
export type OptionalCall = 'chat' | 'listModels' | 'checkHealth' | 'embed' | 'countTokens';

/** What a driver is known to be before it is loaded. */
export interface DriverOutline<Driver extends ProviderDriver>
  extends Pick<ProviderDriver, 'baseUrl' | 'displayName' | 'location'> {
  /** The calls that it has beside `stream`. */
  readonly calls?: readonly OptionalCall[] | undefined;
  /** Its `extras` by name: `{ tokenize: true }`. One that is forgotten is a type error. */
  readonly extras?: EachNameOf<Driver['extras']> | undefined;
  /** Its `streamExtras`, likewise. */
  readonly streamExtras?: EachNameOf<Driver['streamExtras']> | undefined;
}

/** Every name that an object has. */
export type EachNameOf<Members> = { readonly [Name in keyof NonNullable<Members> & string]: true };

/**
 * Makes a driver whose code the first call loads, so that a program reads it only for the providers that it uses. Check
 * the options before, as `create` is expected to refuse wrong ones at once:
 *
 * ```ts
 * create(options, context) {
 *   const baseUrl = parseBaseUrl(options.baseUrl ?? defaultBaseUrl);
 *   return lazyDriver({ baseUrl, calls: ['listModels'] }, async () => {
 *     const { createAcmeDriver } = await import('./acme-driver.js');
 *     return createAcmeDriver(options, context);
 *   });
 * }
 * ```
 *
 * A file that cannot be loaded fails the call with `PROVIDER_NOT_FOUND`; the next one tries again.
 */
export function lazyDriver<Driver extends ProviderDriver>(
  { calls = [], extras, streamExtras, ...facts }: DriverOutline<Driver>,
  load: () => Promise<Driver>,
): Driver {
  let loaded: ProviderDriver | undefined;
  let loading: Promise<ProviderDriver> | undefined;
  const ready = (): Promise<ProviderDriver> => {
    loading ??= load().then(
      (driver) => {
        loaded = driver;
        return driver;
      },
      (error) => {
        loading = undefined;
        throw ProviderError.isInstance(error) ? error : notLoaded(error);
      },
    );
    return loading;
  };
  const driver = {
    ...facts,
    stream: (request: DriverRequest, call: CallContext) =>
      loaded ? loaded.stream(request, call) : late(async () => (await ready()).stream(request, call)),
    ...functionsFor(calls, (name) => (...parameters: never[]) => {
      const make = (driver: ProviderDriver) => (driver[name] as AnyCall).apply(driver, parameters);
      return loaded ? make(loaded) : ready().then(make);
    }),
    ...(extras && {
      extras: functionsFor(Object.keys(extras), (name) => async (input: never, call: CallContext) => {
        const { extras = {} } = await ready();
        return extras[name]?.(input, call);
      }),
    }),
    ...(streamExtras && {
      streamExtras: functionsFor(Object.keys(streamExtras), (name) => (input: never, call: CallContext) => {
        return late(async () => (await ready()).streamExtras?.[name]?.(input, call) ?? nothing());
      }),
    }),
    async close() {
      await (await loading?.catch(() => undefined))?.close?.();
    },
  };
  // It has what the outline says, and the outline is the author's word for what the loaded driver has.
  return driver as unknown as Driver;
}

/** A runtime's own words name a file and say neither whose it is nor what to do. */
function notLoaded(cause: unknown): ProviderError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new ProviderError({
    code: 'PROVIDER_NOT_FOUND',
    message: `The provider's driver could not be loaded: ${words.replace(/\.$/, '')}. Install its package again; where the program is a bundle, deploy all files that the bundler wrote.`,
    cause,
  });
}

type AnyCall = (...parameters: never[]) => Promise<unknown>;

function functionsFor<Name extends string, Made>(
  names: readonly Name[],
  make: (name: Name) => Made,
): Record<Name, Made> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Made>;
}

/** An iterable that is opened by its first read, and once open hands every read straight on. */
function late<Item>(open: () => Promise<AsyncIterable<Item>>): AsyncIterableIterator<Item, undefined> {
  let source: AsyncIterator<Item> | undefined;
  let left = false;
  const start = async (): Promise<IteratorResult<Item, undefined>> => {
    const opened = await open();
    if (left) return { done: true, value: undefined };
    source = opened[Symbol.asyncIterator]();
    return source.next();
  };
  return {
    next: () => (source ? source.next() : start()),
    async return() {
      left = true;
      await source?.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* nothing(): AsyncGenerator<never> {}
