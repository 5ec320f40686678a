import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

/** How many sockets, requests and timers of any kind keep this process alive. */
export function activeResources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (/TCP|TLS|GetAddrInfo|Timeout|Immediate/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Waits until nothing is left beyond what was there before. Fails after three seconds: kept-alive sockets end after four. */
export async function expectNothingLeft(before: Readonly<Record<string, number>>): Promise<void> {
  const tooMany = (): string[] =>
    Object.entries(activeResources()).flatMap(([kind, count]) =>
      count > (before[kind] ?? 0) ? [`${kind}: ${count - (before[kind] ?? 0)}`] : [],
    );
  for (let look = 0; look < 150 && tooMany().length > 0; look++) await sleep(20);
  expect(tooMany()).toEqual([]);
}
