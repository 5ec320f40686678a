/** How long, in milliseconds, a measurement counts until newer ones have taken over most of its weight. */
const memory = 10_000;

/** The usual time to the first content: a mean in which what was measured lately counts more (EWMA). */
export class Latency {
  #mean: number | undefined;
  #measuredAt = 0;

  /** In milliseconds; `undefined` before the first measurement. */
  get milliseconds(): number | undefined {
    return this.#mean;
  }

  /** `now`: as `performance.now()` tells it. */
  add(milliseconds: number, now: number = performance.now()): void {
    const share = this.#mean === undefined ? 1 : 1 - Math.exp((this.#measuredAt - now) / memory);
    // However fast measurements follow each other, each counts a little.
    const weight = Math.max(share, 0.1);
    this.#mean = (this.#mean ?? 0) * (1 - weight) + milliseconds * weight;
    this.#measuredAt = now;
  }
}
