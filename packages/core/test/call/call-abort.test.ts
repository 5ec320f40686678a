import { getEventListeners, once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext, CallOptions, ObserveEvent, Provider } from '../../src/contract.js';
import {
  errorOf,
  finish,
  hang,
  passing,
  providerOf,
  read,
  scriptedDriver,
  text,
} from '../support/scripted.js';

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const pause = (milliseconds = 5) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let controller: AbortController;
let timersBefore: number;
beforeEach(() => {
  controller = new AbortController();
  timersBefore = timers();
});
afterEach(async () => {
  // The test runner has short timers of its own; one of a call would last for minutes.
  for (let count = 0; count < 50 && timers() > timersBefore; count++) await pause(20);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  expect(timers()).toBeLessThanOrEqual(timersBefore);
  expect(unhandled.splice(0)).toEqual([]);
});

const answer = [text('Hello'), finish()];

/** Every call that takes an abort signal, over a backend that does not answer. */
const hangingCalls: [string, (provider: Provider, options: CallOptions) => Promise<unknown>][] = [
  ['chat', (provider, options) => provider.chat('x', options)],
  ['stream', (provider, options) => provider.stream('x', options).response],
  ['embed', (provider, options) => provider.embed('x', options)],
  ['countTokens', (provider, options) => provider.countTokens('x', options)],
  ['models', (provider, options) => provider.models(options)],
  ['an extra', (provider, options) => provider.extras['think']?.({}, options)],
  ['an extra that reports', (provider, options) => provider.extras['pull']?.({}, options).next()],
];
function hangingProvider(calls: CallContext[] = []): Provider {
  const wait = (call: CallContext) => {
    calls.push(call);
    return hang(call);
  };
  const plain = (_input: unknown, call: CallContext) => wait(call);
  return providerOf({
    ...scriptedDriver([wait]),
    embed: plain,
    countTokens: plain,
    listModels: wait,
    extras: { think: plain },
    streamExtras: {
      async *pull(_input, call) {
        yield await wait(call);
      },
    },
  });
}

describe('a call whose signal is aborted', () => {
  it('while the driver begins ends in that, and loses no error of the driver', async () => {
    const provider = providerOf({
      async chat() {
        controller.abort();
        throw new Error('the fetch was aborted');
      },
    });
    const error = await errorOf(provider.chat('x', { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'ABORTED' });
    await pause();
  });

  it.each(hangingCalls)('beforehand sends nothing: %s', async (_, call) => {
    const calls: CallContext[] = [];
    controller.abort();
    const error = await errorOf(call(hangingProvider(calls), { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'ABORTED', name: 'AbortError', provider: 'scripted' });
    expect(error.attempts).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it.each(hangingCalls)('meanwhile aborts the exchange and fails at once: %s', async (_, call) => {
    const calls: CallContext[] = [];
    const failing = errorOf(call(hangingProvider(calls), { signal: controller.signal }));
    await pause();
    expect(calls).toHaveLength(1);
    controller.abort();
    expect(await failing).toMatchObject({ code: 'ABORTED', name: 'AbortError', retryable: false });
    expect(calls[0]?.signal.aborted).toBe(true);
  });

  it.each([
    ['an error', new Error('enough')],
    ['a text', 'enough'],
    ['an object', { why: 'enough' }],
    ['null', null],
  ])('has the reason of the signal as its cause: %s', async (_, reason) => {
    const failing = errorOf(hangingProvider().chat('x', { signal: controller.signal }));
    controller.abort(reason);
    expect((await failing).cause).toBe(reason);
  });

  it("has the platform's own reason as its cause where none is given", async () => {
    controller.abort();
    const error = await errorOf(hangingProvider().chat('x', { signal: controller.signal }));
    expect(error.cause).toBe(controller.signal.reason);
  });

  it('in the midst of a stream gives the answer so far', async () => {
    const driver = scriptedDriver([[text('so')], [text(' far')], hang]);
    const stream = providerOf(driver).stream('x', { signal: controller.signal });
    const reading = read(stream.text);
    await pause();
    controller.abort();
    const { items, error } = await reading;
    expect(items).toEqual(['so', ' far']);
    expect(error).toMatchObject({ code: 'ABORTED', partial: { text: 'so far' } });
    expect(await errorOf(stream.response)).toBe(error);
  });

  it('while it waits for a retry makes no further attempt', async () => {
    const driver = scriptedDriver([passing('busy')], [answer]);
    const waiting = new Promise<void>((resolve) => {
      controller.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const observe = ({ type }: ObserveEvent) => {
      if (type === 'retry') controller.abort();
    };
    const error = await errorOf(providerOf(driver).chat('x', { signal: controller.signal, observe }));
    await waiting;
    expect(error.code).toBe('ABORTED');
    expect(error.attempts).toMatchObject([{ code: 'OVERLOADED' }]);
    expect(driver.calls).toHaveLength(1);
  });

  it('while the key is fetched sends nothing', async () => {
    const driver = scriptedDriver([answer]);
    const apiKey = async () => {
      await pause();
      return 'sk-1';
    };
    const failing = errorOf(providerOf(driver, {}, { apiKey }).chat('x', { signal: controller.signal }));
    await pause(1);
    controller.abort();
    expect((await failing).code).toBe('ABORTED');
    await pause(20);
    expect(driver.calls).toEqual([]);
  });

  it('in the very moment in which the key is there sends nothing', async () => {
    const driver = scriptedDriver([answer]);
    const apiKey = () => {
      queueMicrotask(() => controller.abort());
      return 'sk-1';
    };
    const call = providerOf(driver, {}, { apiKey }).chat('x', { signal: controller.signal });
    expect((await errorOf(call)).code).toBe('ABORTED');
    expect(driver.calls).toEqual([]);
  });

  it('does not wait for a driver that takes no notice of it', async () => {
    const provider = providerOf({ chat: () => new Promise(() => undefined) });
    const failing = errorOf(provider.chat('x', { signal: controller.signal }));
    await pause();
    controller.abort();
    expect((await failing).code).toBe('ABORTED');
  });

  it('stays quiet when such a driver fails later', async () => {
    const provider = providerOf({
      chat: async () => {
        await pause(10);
        throw new Error('too late');
      },
    });
    const failing = errorOf(provider.chat('x', { signal: controller.signal }));
    controller.abort();
    expect((await failing).code).toBe('ABORTED');
    await pause(20);
  });

  it('afterwards has had its answer', async () => {
    const provider = providerOf(scriptedDriver([answer]));
    const response = await provider.chat('x', { signal: controller.signal });
    controller.abort();
    await pause();
    expect(response.text).toBe('Hello');
  });
});

describe('the signal of the user', () => {
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, 'abort').length;

  it.each<[string, (provider: Provider) => Promise<unknown>]>([
    ['an answer', (provider) => provider.chat('x', { signal })],
    ['a stream that is read', (provider) => read(provider.stream('x', { signal }))],
    [
      'a stream that is left',
      async (provider) => {
        for await (const _ of provider.stream('x', { signal })) break;
      },
    ],
    ['a stream that is never read', async (provider) => provider.stream('x', { signal })],
    ['a wrong request', (provider) => errorOf(provider.chat('', { signal, timeout: -1 }))],
    ['a wrong list to embed', (provider) => errorOf(provider.embed([], { signal }))],
    ['a wrong message to count', (provider) => errorOf(provider.countTokens({ messages: [] }, { signal }))],
    ['a failure', (provider) => errorOf(provider.embed('x', { signal }))],
    ['an expired timer', (provider) => errorOf(provider.models({ signal, timeout: 5 }))],
  ])('is let go of after %s', async (_, call) => {
    const driver = {
      ...scriptedDriver([answer]),
      listModels: hang,
      countTokens: async () => 1,
      embed: async () => {
        throw new Error('no');
      },
    };
    await call(providerOf(driver));
    await pause();
    expect(listeners()).toBe(0);
  });
});

describe('over a socket', () => {
  let server: Server;
  let response: ServerResponse | undefined;
  beforeEach(async () => {
    response = undefined;
    server = createServer((_, answerTo) => {
      response = answerTo;
      answerTo.writeHead(200);
      answerTo.write('one');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** A provider whose backend writes one piece of text and then nothing more. */
  function stalling(): Provider {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    return providerOf({
      async *stream(_, call) {
        const { body } = await fetch(url, { signal: call.signal });
        if (!body) return;
        for await (const piece of body) yield [text(new TextDecoder().decode(piece))];
      },
    });
  }
  const closed = async () => {
    while (!response) await pause();
    if (!response.closed) await once(response, 'close');
    return response.writableFinished;
  };

  it('an abort closes the connection', async () => {
    const reading = read(stalling().stream('x', { signal: controller.signal }).text);
    await pause(50);
    controller.abort();
    expect((await reading).error?.code).toBe('ABORTED');
    expect(await closed()).toBe(false);
  });

  it('so does a consumer who leaves the loop', async () => {
    for await (const _ of stalling().stream('x')) break;
    expect(await closed()).toBe(false);
  });

  it('and so does a timer', async () => {
    expect((await errorOf(stalling().stream('x', { idleTimeout: 50 }).response)).timer).toBe('idle');
    expect(await closed()).toBe(false);
  });
});
