import { afterAll, beforeAll, vi } from 'vitest';

/** Makes the random delays before retries short and known: 5 ms, then 10 ms. For a whole file. */
export function shortRetryDelays(): void {
  // Jitter is full: this part of 500 ms, then of 1,000 ms.
  beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0.01));
  afterAll(() => void vi.restoreAllMocks());
}
