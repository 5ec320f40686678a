// What creating a provider costs: `node --expose-gc bench/create/create.mjs`, after a build.
// Prints the time as a ratio to a plain object of the same options (median of all rounds, lowest and highest) and in
// microseconds, and the bytes of heap that one provider holds.
const rounds = 9;
const providers = 20_000;

const packages = new URL('../../packages/', import.meta.url);
const core = await import(new URL('core/dist/index.js', packages));
await import(new URL('provider-llamacpp/dist/index.js', packages));
await import(new URL('provider-openai-compatible/dist/index.js', packages));

const options = { baseUrl: 'http://127.0.0.1:8080/v1', apiKey: 'sk-0123456789', model: 'm', name: 'mine' };
const contenders = {
  'a plain object': () => ({ ...options }),
  llamacpp: () => core.createProvider('llamacpp', options),
  'openai-compatible': () => core.createProvider('openai-compatible', options),
};

/** Microseconds for one, and the bytes that one holds. */
function measure(create) {
  const held = new Array(providers);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  for (let at = 0; at < providers; at++) held[at] = create();
  const microseconds = ((performance.now() - start) * 1000) / providers;
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / providers;
  if (held.at(-1) === undefined) throw new Error('nothing was created');
  return { microseconds, bytes };
}

const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
for (let round = -1; round < rounds; round++) {
  for (const [name, create] of Object.entries(contenders)) {
    const result = measure(create);
    if (round >= 0) results[name].push(result); // the first round warms up
  }
}

const sorted = (values) => values.toSorted((one, other) => one - other);
const median = (values) => sorted(values)[values.length >> 1];
const plain = results['a plain object'];

const memory = globalThis.gc ? '' : '; run it with --expose-gc for bytes';
console.log(`Node ${process.version}, ${providers} providers a round${memory}`);
for (const [name, list] of Object.entries(results)) {
  const ratios = sorted(list.map(({ microseconds }, round) => microseconds / plain[round].microseconds));
  const [low, high] = [ratios[0], ratios.at(-1)].map((ratio) => ratio.toFixed(0));
  const time = `${median(ratios).toFixed(0)} (${low}-${high}) times a plain object, ${median(list.map(({ microseconds }) => microseconds)).toFixed(2)} µs`;
  const bytes = globalThis.gc ? `, ${median(list.map((one) => one.bytes)).toFixed(0)} bytes` : '';
  console.log(`${name}: ${time}${bytes}`);
}
