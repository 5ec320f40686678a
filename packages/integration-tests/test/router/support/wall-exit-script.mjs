// Run as a process of its own: node wall-exit-script.mjs WHAT BASE_URL_OF_FIRST BASE_URL_OF_SECOND. It prints "ready" once all is
// as it should be.
import { createProvider } from '@modelport/core';
import { createRouter } from '@modelport/router';
import '@modelport/provider-openai-compatible';

const [, , what, ...addresses] = process.argv;
const targets = addresses.map((baseUrl, at) =>
  createProvider('openai-compatible', { name: `number-${at}`, baseUrl, model: 'faulty' }),
);
const router = createRouter({ targets, probeInterval: 30 });

/** Opens streams and reads the first piece of each. */
async function open(count) {
  const streams = Array.from({ length: count }, () => router.stream('Hi'));
  const iterators = streams.map((stream) => stream.text[Symbol.asyncIterator]());
  for (const iterator of iterators) await iterator.next();
  return { streams, iterators };
}

const probed = () => new Promise((resolve) => setTimeout(resolve, 150));
const ready = () => process.stdout.write('ready\n');

const actions = {
  async 'exit with streams open'() {
    await open(5);
    await probed();
    ready();
    process.exit(0);
  },
  async 'be ended with streams open'() {
    const { iterators } = await open(5);
    await probed();
    ready();
    await Promise.all(iterators.map((iterator) => iterator.next()));
  },
  async 'leave all streams and close twice'() {
    const { iterators } = await open(5);
    await probed();
    for (const iterator of iterators) await iterator.return();
    await Promise.all([router.close(), router.close()]);
    await router.close();
    for (const target of targets) await target.close();
    ready();
  },
  async 'read to the end and not close'() {
    await router.stream('Hi').response;
    await router.chat('Hi');
    await probed();
    ready();
  },
  async 'fail where nobody looks'() {
    const { streams } = await open(3);
    // Touched, and never awaited.
    for (const { response } of streams) void response;
    void router.stream('Hi', { idleTimeout: 20 }).response;
    await probed();
    for (const stream of streams) await stream[Symbol.asyncDispose]();
    ready();
  },
};

await actions[what]();
