import { type CallContext, type DriverRequest, type ProviderDriver, ProviderError } from '@modelport/core';

/** The calls of a driver that core looks for before it makes them. `stream` is always there. */
export type OptionalCall = 'chat' | 'listModels' | 'checkHealth' | 'embed' | 'countTokens';

/** What a driver is known to be before it is loaded. It has all that is in it, other facts too. */
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
 * A file that cannot be loaded fails the call with `PROVIDER_NOT_FOUND`; the next one tries again. Its members need their
 * `this`; `{ ...driver }` is a driver with the same code.
 */
export function lazyDriver<Driver extends ProviderDriver>(
  { calls = [], extras, streamExtras, ...facts }: DriverOutline<Driver>,
  load: () => Promise<Driver>,
): Driver {
  const driver: LazyDriver = { ...facts, stream, close, [code]: new DriverCode(load, extras, streamExtras) };
  for (const name of calls) driver[name] = optionalCalls[name];
  if (extras) Object.defineProperty(driver, 'extras', extrasWhenRead);
  if (streamExtras) Object.defineProperty(driver, 'streamExtras', streamExtrasWhenRead);
  // It has what the outline says, and the outline is the author's word for what the loaded driver has.
  return driver as unknown as Driver;
}

/** Where a lazy driver keeps its code, so that all of them can share the functions that are their members. */
const code = Symbol('code');

interface LazyDriver extends Partial<Record<keyof ProviderDriver, unknown>> {
  readonly [code]: DriverCode;
}

type AnyCall = (...parameters: never[]) => Promise<unknown>;

function stream(this: LazyDriver, request: DriverRequest, call: CallContext): AsyncIterable<unknown> {
  return this[code].open((driver) => driver.stream(request, call));
}

function close(this: LazyDriver): Promise<void> {
  return this[code].close();
}

const optionalCalls = functionsFor(
  ['chat', 'listModels', 'checkHealth', 'embed', 'countTokens'] satisfies OptionalCall[],
  (name): AnyCall =>
    function (this: LazyDriver, ...parameters) {
      return this[code].use((driver) => (driver[name] as AnyCall).apply(driver, parameters));
    },
);

/** Extras are many and seldom wanted: they are made when they are first looked at, and stay. */
function whenRead(name: 'extras' | 'streamExtras'): PropertyDescriptor {
  const keep = (driver: LazyDriver, value: unknown) => {
    Object.defineProperty(driver, name, { value, writable: true, enumerable: true, configurable: true });
    return value;
  };
  return {
    enumerable: true,
    configurable: true,
    get(this: LazyDriver) {
      return keep(this, this[code][name]);
    },
    set(this: LazyDriver, value: unknown) {
      keep(this, value);
    },
  };
}

const extrasWhenRead = whenRead('extras');
const streamExtrasWhenRead = whenRead('streamExtras');

type Names = Readonly<Record<string, true>> | undefined;

/** The code of one driver: loaded by the first call, once. */
class DriverCode {
  readonly #load: () => Promise<ProviderDriver>;
  readonly #extras: Names;
  readonly #streamExtras: Names;
  #loaded: ProviderDriver | undefined;
  #loading: Promise<ProviderDriver> | undefined;

  constructor(load: () => Promise<ProviderDriver>, extras: Names, streamExtras: Names) {
    this.#load = load;
    this.#extras = extras;
    this.#streamExtras = streamExtras;
  }

  use<Result>(action: (driver: ProviderDriver) => Promise<Result>): Promise<Result> {
    return this.#loaded ? action(this.#loaded) : this.#ready().then(action);
  }

  open<Item>(action: (driver: ProviderDriver) => AsyncIterable<Item>): AsyncIterable<Item> {
    return this.#loaded ? action(this.#loaded) : late(async () => action(await this.#ready()));
  }

  get extras(): ProviderDriver['extras'] {
    return functionsFor(
      Object.keys(this.#extras ?? {}),
      (name) => (input, call) => this.use(async ({ extras = {} }) => extras[name]?.(input, call)),
    );
  }

  get streamExtras(): ProviderDriver['streamExtras'] {
    return functionsFor(
      Object.keys(this.#streamExtras ?? {}),
      (name) => (input, call) =>
        this.open(({ streamExtras = {} }) => streamExtras[name]?.(input, call) ?? nothing()),
    );
  }

  async close(): Promise<void> {
    await (await this.#loading?.catch(() => undefined))?.close?.();
  }

  #ready(): Promise<ProviderDriver> {
    this.#loading ??= this.#load().then(
      (driver) => {
        this.#loaded = driver;
        return driver;
      },
      (error) => {
        this.#loading = undefined;
        throw ProviderError.isInstance(error) ? error : notLoaded(error);
      },
    );
    return this.#loading;
  }
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
