import assert from 'node:assert/strict';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/**
 * What keeps this process alive before a case begins: when those who run it have set their own timers, and what earlier
 * cases left to end by itself has ended. Else its end would hide what this case leaves.
 */
export async function resourcesBefore(): Promise<Readonly<Record<string, number>>> {
  await nextTurn();
  let before = activeResources();
  for (let look = 0, same = 0; look < 50 && same < 3; look++) {
    await sleep(20);
    const now = activeResources();
    same = isDeepStrictEqual(now, before) ? same + 1 : 0;
    before = now;
  }
  return before;
}

/** How many sockets, look-ups and timers keep this process alive. Nothing where the runtime does not tell. */
function activeResources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of resourceKinds()) {
    if (/TCP|TLS|GetAddrInfo|Timeout|Immediate/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function resourceKinds(): readonly string[] {
  try {
    // Browsers lack it; Bun has it and tells nothing.
    return process.getActiveResourcesInfo?.() ?? [];
  } catch {
    // workerd has it, but it throws.
    return [];
  }
}

/**
 * Waits for what was there before, and some more sockets, to be all that is left.
 * @throws AssertionError where that takes too long.
 */
export async function expectNothingLeft(
  before: Readonly<Record<string, number>>,
  sockets: () => number = () => 0,
): Promise<void> {
  const tooMany = (): string[] =>
    Object.entries(activeResources()).flatMap(([kind, count]) => {
      const more = count - (before[kind] ?? 0) - (kind === 'TCPSocketWrap' ? sockets() : 0);
      return more > 0 ? [`${more} × ${kind}`] : [];
    });
  for (let look = 0; look < 150 && tooMany().length > 0; look++) await sleep(20);
  assert.deepEqual(tooMany(), [], 'Something is left that keeps the process alive.');
}

/** Unhandled rejections while `action` runs, and a moment longer. Nobody else hears of them. */
export async function unhandledRejections(action: () => Promise<unknown>): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  const listen = (reason: unknown): void => void seen.push(reason);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listen);
  try {
    await action();
    await sleep(30);
  } finally {
    process.off('unhandledRejection', listen);
    for (const other of others) process.on('unhandledRejection', other);
  }
  return seen;
}
