import {
  type CallContext,
  type ChatEvent,
  type DriverRequest,
  type ProviderDriver,
  ProviderError,
} from '@modelport/core';
import { describe, expect, it, vi } from 'vitest';
import { lazyDriver } from '../../src/driver/lazy-driver.js';

const call = { attempt: 1 } as CallContext;
const request = { model: 'm' } as DriverRequest;
const batches: readonly (readonly ChatEvent[])[] = [
  [{ type: 'text-delta', part: 0, text: 'a' }],
  [{ type: 'finish', finishReason: 'stop' }],
];

interface Extras {
  double(input: number): Promise<number>;
}

/** A driver that needs its `this`, and tells what was opened and closed. */
class CountingDriver implements ProviderDriver {
  declare readonly baseUrl?: string;
  readonly log: string[] = [];
  readonly extras = { double: async (input: never) => Number(input) * 2 } satisfies Record<
    keyof Extras,
    unknown
  >;
  readonly streamExtras = {
    count: async function* (input: never): AsyncGenerator<number> {
      for (let number = 0; number < Number(input); number += 1) yield number;
    },
  };

  async *stream(): AsyncGenerator<readonly ChatEvent[]> {
    this.log.push('opened');
    try {
      yield* batches;
    } finally {
      this.log.push('left');
    }
  }

  async listModels(given: CallContext): Promise<readonly []> {
    this.log.push(`listed ${given.attempt}`);
    return [];
  }

  async close(): Promise<void> {
    this.log.push('closed');
  }
}

/** A lazy driver, and a way to let its code arrive. */
function setUp() {
  const driver = new CountingDriver();
  let arrive = (): void => {};
  const arrival = new Promise<CountingDriver>((resolve) => {
    arrive = () => resolve(driver);
  });
  const load = vi.fn(() => arrival);
  const lazy = lazyDriver<CountingDriver>(
    { baseUrl: 'http://a', calls: ['listModels'], extras: { double: true }, streamExtras: { count: true } },
    load,
  );
  return { driver, lazy, load, arrive };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
}

describe('a lazy driver', () => {
  it('has what its outline says, and no more', () => {
    const { lazy } = setUp();
    expect(lazy.baseUrl).toBe('http://a');
    expect(Object.keys(lazy).toSorted()).toEqual(
      ['baseUrl', 'close', 'extras', 'listModels', 'stream', 'streamExtras'].toSorted(),
    );
    expect(lazyDriver({}, async () => new CountingDriver())).not.toHaveProperty('extras');
  });

  it('loads its code once for a copy of it too, as authors make who add something', async () => {
    const { driver, lazy, load, arrive } = setUp();
    const copy = { ...lazy, displayName: 'A' } as unknown as CountingDriver;
    arrive();
    expect(await copy.listModels(call)).toEqual([]);
    expect(await copy.extras.double(2 as never)).toBe(4);
    expect(await all(lazy.stream())).toEqual(batches);
    await copy.close();
    expect(driver.log).toEqual(['listed 1', 'opened', 'left', 'closed']);
    expect(load).toHaveBeenCalledOnce();
  });

  it('lets an author wrap its extras, or put others in their place', async () => {
    const lazy = lazyDriver<CountingDriver>(
      { calls: ['listModels'], extras: { double: true }, streamExtras: { count: true } },
      async () => new CountingDriver(),
    );
    const { double } = lazy.extras;
    Object.assign(lazy.extras, { double: async (input: never) => -(await double(input)) });
    expect(await lazy.extras.double(2 as never)).toBe(-4);
    Object.assign(lazy, { extras: { double } });
    expect(await lazy.extras.double(2 as never)).toBe(4);
  });

  it('is loaded by the first call, once for calls at the same time', async () => {
    const { driver, lazy, load, arrive } = setUp();
    expect(load).not.toHaveBeenCalled();
    const calls = [lazy.listModels(call), all(lazy.stream()), lazy.listModels({ ...call, attempt: 2 })];
    expect(load).toHaveBeenCalledOnce();
    arrive();
    expect(await Promise.all(calls)).toEqual([[], batches, []]);
    expect(driver.log.toSorted()).toEqual(['left', 'listed 1', 'listed 2', 'opened']);
  });

  it('loads nothing for a stream that nobody reads', () => {
    const { lazy, load } = setUp();
    (lazy as ProviderDriver).stream(request, call);
    expect(load).not.toHaveBeenCalled();
  });

  it('hands on the very stream of the driver once that is there', async () => {
    const { driver, lazy, arrive } = setUp();
    arrive();
    await lazy.listModels(call);
    const stream = driver.stream();
    vi.spyOn(driver, 'stream').mockReturnValue(stream);
    expect(lazy.stream()).toBe(stream);
  });

  it('opens no stream that was left while the code was on its way', async () => {
    const { driver, lazy, arrive } = setUp();
    const iterator = (lazy as ProviderDriver).stream(request, call)[Symbol.asyncIterator]();
    const first = iterator.next();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    arrive();
    expect(await first).toEqual({ done: true, value: undefined });
    expect(driver.log).toEqual([]);
  });

  it('leaves the stream of the driver when its own is left', async () => {
    const { driver, lazy, arrive } = setUp();
    arrive();
    for await (const batch of lazy.stream()) {
      expect(batch).toBe(batches[0]);
      break;
    }
    expect(driver.log).toEqual(['opened', 'left']);
  });

  it('passes on the input and the answers of extras', async () => {
    const { lazy, arrive } = setUp();
    arrive();
    const { extras, streamExtras } = lazy as ProviderDriver;
    expect(await extras?.['double']?.(21 as never, call)).toBe(42);
    const counted = streamExtras?.['count']?.(3 as never, call);
    expect(counted && (await all(counted))).toEqual([0, 1, 2]);
  });

  it('fails the call whose code cannot be loaded, and tries again with the next', async () => {
    const load = vi
      .fn<() => Promise<CountingDriver>>()
      .mockRejectedValueOnce(new Error('no such file'))
      .mockResolvedValue(new CountingDriver());
    const lazy = lazyDriver<CountingDriver>({ calls: ['listModels'] }, load);
    await expect(all(lazy.stream())).rejects.toMatchObject({
      code: 'PROVIDER_NOT_FOUND',
      retryable: false,
      message: expect.stringMatching(/could not be loaded: no such file\. Install .* deploy all files/),
      cause: new Error('no such file'),
    });
    expect(await lazy.listModels(call)).toEqual([]);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('leaves the error of a driver that refuses its options as it is', async () => {
    const refusal = new ProviderError({ code: 'SETTING_INVALID', message: 'No such thing.' });
    const lazy = lazyDriver<CountingDriver>({ calls: ['listModels'] }, async () => {
      throw refusal;
    });
    await expect(lazy.listModels(call)).rejects.toBe(refusal);
  });

  it('closes what it has loaded, what it is loading, and nothing else', async () => {
    const unused = setUp();
    await unused.lazy.close();
    expect(unused.load).not.toHaveBeenCalled();

    const busy = setUp();
    const listing = busy.lazy.listModels(call);
    const closing = busy.lazy.close();
    busy.arrive();
    await Promise.all([listing, closing]);
    expect(busy.driver.log).toContain('closed');
  });

  it('closes without complaint when its code could not be loaded', async () => {
    const lazy = lazyDriver<CountingDriver>({ calls: ['listModels'] }, async () => {
      throw new Error('no such file');
    });
    const listing = lazy.listModels(call);
    await Promise.all([lazy.close(), expect(listing).rejects.toThrow('no such file')]);
  });

  it('is told of each extra by name, or does not compile', () => {
    const load = async () => new CountingDriver();
    // @ts-expect-error: `double` is missing
    const forgetful = lazyDriver<CountingDriver>({ extras: {} }, load);
    expect(forgetful.extras).toEqual({});
  });
});
