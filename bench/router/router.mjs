// What a router adds to its target, in CPU time: `node bench/router/router.mjs`, after a build. The target answers from memory, so
// that nothing but core and the router is measured; it and the router over it take turns in the same run. Prints the median and
// the interquartile range of the differences, for each call and each event, the difference of the fastest rounds, which what else
// the machine does has disturbed least, and what a pick among 10,000 targets costs. `--short`: a minute instead of six.
import { createProviderFromDefinition } from '../../packages/core/dist/index.js';
import { createRouter } from '../../packages/router/dist/index.js';

// Many short rounds: what else the machine does then falls on both alike.
const isShort = process.argv.includes('--short');
const rounds = isShort ? 101 : 151;
const strategies = isShort
  ? ['fallback', 'weighted']
  : ['fallback', 'weighted', 'least-busy', 'latency', 'cheapest', 'sticky'];

/** A provider that streams `events` deltas in batches of `size`. */
function provider(name, events, size) {
  const delta = { type: 'text-delta', part: 0, text: 'ab ' };
  const deltas = Array.from({ length: Math.ceil(events / size) }, (_, at) =>
    Array.from({ length: Math.min(size, events - at * size) }, () => delta),
  );
  const usage = { inputTokens: 1, outputTokens: events };
  const batches = [
    [{ type: 'start', id: '1', model: 'm' }, ...deltas[0]],
    ...deltas.slice(1),
    [
      { type: 'usage', usage },
      { type: 'finish', finishReason: 'stop' },
    ],
  ];
  const stream = () => {
    let at = 0;
    const next = () =>
      Promise.resolve(at < batches.length ? { done: false, value: batches[at++] } : { done: true });
    return { [Symbol.asyncIterator]: () => ({ next, return: () => Promise.resolve({ done: true }) }) };
  };
  return createProviderFromDefinition(
    {
      ...{
        specVersion: 1,
        type: 'memory',
        displayName: 'Memory',
        packageName: 'bench',
        packageVersion: '1.0.0',
      },
      ...{ location: 'any', capabilities: {}, settings: [] },
      create: () => ({ stream }),
    },
    { name },
  );
}

/** Microseconds of CPU that one call costs. */
async function measure(target, calls, isChat) {
  const before = process.cpuUsage();
  for (let left = calls; left > 0; left--) {
    if (isChat) await target.chat('Hello');
    else for await (const _batch of target.stream('Hello').batches());
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** The differences between two that take turns. */
async function differences(bare, routed, calls, isChat) {
  // Until all of it runs as it was optimised.
  const warmUntil = performance.now() + 1_500;
  while (performance.now() < warmUntil) for (const each of [bare, routed]) await measure(each, calls, isChat);
  const list = [];
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [bare, routed] : [routed, bare];
    const costs = new Map();
    for (const each of order) costs.set(each, await measure(each, calls, isChat));
    list.push({ bare: costs.get(bare), routed: costs.get(routed) });
  }
  return list;
}

function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];
}

function spread(values) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(3));
  return `${middle} (${low} to ${high})`;
}

/** Of the fastest twentieth: one round alone may be luck. */
function fastest(list) {
  const [routed, bare] = ['routed', 'bare'].map((name) =>
    quantile(
      list.map((each) => each[name]),
      0.05,
    ),
  );
  return routed - bare;
}

async function compare(label, { targets = 2, strategy = 'fallback', events, size, calls, isChat = false }) {
  const bare = provider('bare', events, size);
  const others = Array.from({ length: targets - 1 }, (_, at) => provider(`t${at}`, events, size));
  await using router = createRouter({ targets: [bare, ...others], strategy });
  const list = await differences(bare, router, calls, isChat);
  const added = list.map((each) => each.routed - each.bare);
  const ratios = list.map((each) => each.routed / each.bare);
  console.log(`${label}: ${spread(ratios)} times the bare provider`);
  console.log(`  adds ${spread(added)} us a call, ${spread(added.map((cost) => cost / events))} us an event`);
  const least = fastest(list);
  console.log(
    `  in the fastest rounds ${least.toFixed(3)} us a call, ${(least / events).toFixed(3)} us an event`,
  );
}

for (const strategy of strategies)
  await compare(`a call of one event, ${strategy}`, { strategy, events: 1, size: 1, calls: 400 });
await compare('a chat of one event', { events: 1, size: 1, calls: 400, isChat: true });
await compare('1,000 events in batches of 100', { events: 1_000, size: 100, calls: 40 });
await compare('1,000 events one by one', { events: 1_000, size: 1, calls: 10 });
for (const strategy of isShort ? [] : strategies)
  await compare(`a call with 10,000 targets, ${strategy}`, {
    targets: 10_000,
    strategy,
    events: 1,
    size: 1,
    calls: 40,
  });
