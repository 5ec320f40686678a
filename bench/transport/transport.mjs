// CPU time of a plain call over each transport: `node bench/transport/transport.mjs`, after a build.
// Prints ratios to the built-in fetch, used as sparingly as can be, of the same round: the median of all rounds, and the
// lowest and highest. Below 1 is cheaper.
import { fork } from 'node:child_process';
import { once } from 'node:events';

const rounds = 9;
const calls = 3_000;
const atOnce = 64;

const utils = new URL('../../packages/provider-utils/dist/', import.meta.url);
const { createNodeTransport } = await import(new URL('transport/node-transport.js', utils));
const { createFetchTransport } = await import(new URL('transport/fetch-transport.js', utils));

const method = 'POST';
const headers = { 'content-type': 'application/json' };
const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello! '.repeat(50) }] });

/** A call as a driver makes it: with a signal, the answer read as text and parsed. */
function over(transport) {
  return async (url) => {
    const { signal } = new AbortController();
    const response = await transport({ url, method, headers, body, signal });
    return JSON.parse(await response.body.text());
  };
}

const contenders = {
  'fetch alone': async (url) => (await fetch(url, { method, headers, body })).json(),
  'our node:http': over(createNodeTransport({ env: {} })),
  'our fetch': over(createFetchTransport(fetch)),
};

/** Microseconds of CPU that one call costs. */
async function measure(call, url) {
  let left = calls;
  const start = process.cpuUsage();
  const work = async () => {
    while (left-- > 0) {
      const { choices } = await call(url);
      if (choices.length !== 1) throw new Error('the answer is not whole');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const { user, system } = process.cpuUsage(start);
  return (user + system) / calls;
}

const server = fork(new URL('server.mjs', import.meta.url));
const [port] = await once(server, 'message');
const url = `http://127.0.0.1:${port}/v1/chat/completions`;

const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
for (let round = -1; round < rounds; round++) {
  for (const [name, call] of Object.entries(contenders)) {
    const microseconds = await measure(call, url);
    if (round >= 0) times[name].push(microseconds); // the first round warms up
  }
}
server.disconnect();

console.log(`Node ${process.version}, ${calls} calls a round, ${atOnce} at a time`);
for (const [name, values] of Object.entries(times)) {
  const ratios = values
    .map((value, round) => value / times['fetch alone'][round])
    .sort((one, other) => one - other);
  const [median, low, high] = [rounds >> 1, 0, rounds - 1].map((index) => ratios[index].toFixed(2));
  console.log(`${name}: ${median} (${low}-${high})`);
}
process.exit();
