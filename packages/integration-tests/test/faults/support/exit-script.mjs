// Run as a process of its own: node exit-script.mjs WHAT BASE_URL [fetch]. It prints "ready" once all is as it should be.
import { createProvider } from '@modelport/core';
import '@modelport/provider-openai-compatible';

const [, , what, baseUrl, transport] = process.argv;
const provider = createProvider('openai-compatible', {
  baseUrl,
  model: 'faulty',
  ...(transport === 'fetch' && { fetch: globalThis.fetch }),
});

/** Opens streams and reads the first piece of each. */
async function open(count) {
  const streams = Array.from({ length: count }, () => provider.stream('Hi'));
  const iterators = streams.map((stream) => stream.text[Symbol.asyncIterator]());
  for (const iterator of iterators) await iterator.next();
  return { streams, iterators };
}

const ready = () => process.stdout.write('ready\n');

const actions = {
  async 'exit with streams open'() {
    await open(5);
    ready();
    process.exit(0);
  },
  async 'be ended with streams open'() {
    const { iterators } = await open(5);
    ready();
    await Promise.all(iterators.map((iterator) => iterator.next()));
  },
  async 'leave all streams and close twice'() {
    const { iterators } = await open(5);
    for (const iterator of iterators) await iterator.return();
    const closing = provider.close();
    await Promise.all([closing, provider.close()]);
    await provider.close();
    ready();
  },
  async 'read to the end and not close'() {
    await provider.stream('Hi').response;
    await provider.chat('Hi');
    ready();
  },
  async 'fail where nobody looks'() {
    const { streams } = await open(3);
    // Touched, and never awaited.
    for (const { response } of streams) void response;
    void provider.stream('Hi', { idleTimeout: 20 }).response;
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const stream of streams) await stream[Symbol.asyncDispose]();
    ready();
  },
};

await actions[what]();
