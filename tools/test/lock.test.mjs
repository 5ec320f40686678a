import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { withLock } from '../lib/lock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'modelport-tools-'));
const file = join(folder, 'lock');
afterAll(() => rmSync(folder, { recursive: true }));

it('lets one work at a time, and gives the lock back after a failure', async () => {
  let working = 0;
  let most = 0;
  const work = async () => {
    working += 1;
    most = Math.max(most, working);
    await sleep(20);
    working -= 1;
    throw new Error('failed');
  };
  const ends = await Promise.allSettled([withLock(file, work), withLock(file, work)]);
  expect(ends.map(({ reason }) => reason.message)).toEqual(['failed', 'failed']);
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

it('takes the lock over from a process that has died', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(file, String(pid));
  await expect(withLock(file, async () => 'done')).resolves.toBe('done');
});
