import { getEventListeners } from 'node:events';
import {
  type Fault,
  type FaultyServer,
  faults,
  startFaultyServer,
  unfinishedFrames,
} from '@modelport/provider-testkit';
import { createRouter, type Router, type RouterOptions, type TargetStatus } from '@modelport/router';
import { expect } from 'vitest';
import { providerAt } from './wall-targets.js';

/** A stream that has begun, and says nothing yet. */
export const opening: Fault = faults.stallMidStream({ frames: unfinishedFrames().slice(0, 1) });
/** A rate limit that is not worth waiting for here. */
export const busy: Fault = faults.rateLimited({ retryAfter: 50, times: Infinity });

/** Two targets; the second is well, and must never be asked. */
export interface Setting extends AsyncDisposable {
  readonly router: Router;
  readonly first: FaultyServer;
  readonly second: FaultyServer;
}

/** Starts a router whose first target has a fault. */
export async function setUp(fault: Fault, options: Partial<RouterOptions> = {}): Promise<Setting> {
  const first = await startFaultyServer(fault);
  const second = await startFaultyServer('none');
  const targets = [providerAt('first', first.baseUrl), providerAt('second', second.baseUrl)];
  const router = createRouter({ targets, ...options });
  return {
    ...{ router, first, second },
    async [Symbol.asyncDispose]() {
      await Promise.all([router.close(), first.close(), second.close()]);
    },
  };
}

/** Nothing that a caller did is held against a target, and nothing of the call is left. */
export function expectUntouched(router: Router, signal?: AbortSignal): void {
  const shown = router
    .status()
    .targets.map(({ state, isAvailable, inFlight, queued, calls }: TargetStatus) => ({
      ...{ state, isAvailable, inFlight, queued },
      failed: calls.failed,
    }));
  const well = { state: 'available', isAvailable: true, inFlight: 0, queued: 0, failed: 0 };
  expect(shown).toEqual(shown.map(() => well));
  if (signal) expect(getEventListeners(signal, 'abort')).toEqual([]);
}
