/**
 * Writes streams to connections: one write of each in a turn of the event loop, or paced by a timer that all streams share.
 *
 * @param {number} interval Milliseconds between two writes of a stream; 0 writes as fast as the connection takes it.
 * @returns {{ start(socket: import('node:net').Socket, writes: readonly Buffer[]): void, stop(): void }} A stream ends early when
 *   its client leaves.
 */
export function createStreamWriter(interval) {
  return interval === 0 ? createFastWriter() : createPacedWriter(interval);
}

function createFastWriter() {
  const start = (socket, writes) => {
    let at = 0;
    const next = () => {
      if (socket.destroyed) return;
      const hasRoom = socket.write(writes[at++]);
      if (at === writes.length) return;
      if (hasRoom) setImmediate(next);
      else socket.once('drain', next);
    };
    next();
  };
  return { start, stop() {} };
}

/** Streams are spread over the milliseconds of the interval, so that a client is not given the events of all at once. */
function createPacedWriter(interval) {
  const slots = Array.from({ length: interval }, () => new Set());
  let started = 0;
  let written = Math.floor(performance.now()); // up to which millisecond
  const tick = () => {
    const now = Math.floor(performance.now());
    for (; written < now; written++) writeSlot(slots[written % interval]);
  };
  const timer = setInterval(tick, 1);
  return {
    start(socket, writes) {
      socket.write(writes[0]);
      if (writes.length > 1) slots[started++ % interval].add({ socket, writes, at: 1 });
    },
    stop: () => clearInterval(timer),
  };
}

function writeSlot(streams) {
  for (const stream of streams) {
    if (stream.socket.destroyed) streams.delete(stream);
    else stream.socket.write(stream.writes[stream.at++]);
    if (stream.at === stream.writes.length) streams.delete(stream);
  }
}
