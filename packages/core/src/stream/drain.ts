import type { Call } from '../call/call.js';
import { quietly } from '../quietly.js';

/** How long a finished stream may take to reach its end, in milliseconds, before its connection is closed. */
const drainTime = 1_000;
/** How many more reads it may give: one that never waits for its network would let no timer fire. */
const drainReads = 100;

/** Reads a finished stream to its end, so that its connection can be used again; closes it where that takes too long. */
export function drain(iterator: AsyncIterator<unknown>, call: Call): void {
  const close = () => {
    call.closeConnection();
    quietly(() => iterator.return?.());
  };
  const timer = setTimeout(close, drainTime);
  quietly(async () => {
    try {
      for (let reads = 0; reads < drainReads; reads++) if ((await iterator.next()).done) return;
      close();
    } finally {
      clearTimeout(timer);
    }
  });
}
