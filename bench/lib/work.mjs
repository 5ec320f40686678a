// What workers do in a figure, and how they account for it.

/** Milliseconds that a measurement of one contender takes in one round. */
const duration = 150;

/**
 * Microseconds of CPU that the whole process spent for each unit of work.
 *
 * @param {() => Promise<number>} work Does something, and says how many units it was.
 * @param {{ atOnce?: number }} [options] How many do it at the same time.
 */
export async function cpuPerUnit(work, { atOnce = 1 } = {}) {
  const start = process.cpuUsage();
  const end = performance.now() + duration;
  let units = 0;
  const loop = async () => {
    do {
      const done = await work(); // first, as other loops count meanwhile
      units += done;
    } while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  const { user, system } = process.cpuUsage(start);
  return (user + system) / units;
}

/** The middle one of the values that `once` gives while a measurement lasts. */
export async function medianOf(once) {
  const end = performance.now() + duration;
  const values = [];
  do values.push(await once());
  while (performance.now() < end);
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}

/**
 * Reads a stream to its end, and checks that all of it came.
 *
 * @returns {Promise<number>} How many events with content the server sent.
 * @throws {Error} for lost characters. Reasoning may be missing as a whole, which is told: some libraries do not show it.
 */
export async function readStream({ client, scenario, sent, tell }, options) {
  const got = await client.stream(options);
  for (const part of ['text', 'reasoning', 'toolArguments']) {
    if (got[part] === sent[part]) continue;
    if (part !== 'reasoning' || got[part] !== 0) {
      throw new Error(`of ${sent[part]} characters of ${part}, ${got[part]} arrived`);
    }
    tell('does not show reasoning');
  }
  return (scenario.text ?? 0) + (scenario.reasoning ?? 0) + (scenario.toolFragments ?? 0);
}

/** Makes a plain call, and checks that all of its text came. */
export async function call({ client, sent }) {
  const text = await client.chat();
  if (text.length !== sent.answer) throw new Error(`of ${sent.answer} characters, ${text.length} arrived`);
  return 1;
}

/** Bytes in use, after what is garbage has gone. */
export function usedHeap() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
