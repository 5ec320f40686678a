/**
 * Where counters of limits are kept. One function, so that a database needs no more than an increment that expires. The
 * default keeps them in the memory of this process.
 *
 * A store that throws, rejects or does not answer within a second fails no call: for ten seconds, each process then keeps
 * to the limits by itself, counting in its own memory. What it counted there is not added to the store later.
 */
export interface LimitStore {
  /**
   * Adds to a counter, in one step. Its window begins with the first amount above 0 and lasts `windowMs` milliseconds; then it
   * starts at 0 anew. A key has the same window every time.
   *
   * `amount` is a whole number: money comes as millionths of a US dollar, so that sums do not drift. It may be negative; a
   * counter does not go below 0. `0` only reads it.
   */
  add(key: string, amount: number, windowMs: number): LimitCount | Promise<LimitCount>;
}

/** A counter after something was added to it. */
export interface LimitCount {
  /** The sum in the current window. */
  readonly used: number;
  /** Milliseconds until the window ends; 0 where none has begun. */
  readonly resetMs: number;
}
