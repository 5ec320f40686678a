import { afterEach, describe, expect, it, vi } from 'vitest';
import { pause } from '../../src/call/pause.js';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a pause', () => {
  it('goes on for a moment where its timer was early by the clock of the day', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1_000);
    let isOver = false;
    const paused = pause(5, new AbortController().signal).then(() => {
      isOver = true;
    });
    clock.mockReturnValue(1_004);
    await vi.advanceTimersByTimeAsync(5);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    expect(isOver).toBe(true);
    await paused;
  });

  it('ends at once, with the reason, when its signal is aborted', async () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const paused = pause(60_000, stop.signal);
    const reason = new Error('Enough.');
    stop.abort(reason);
    await expect(paused).rejects.toBe(reason);
    await expect(pause(60_000, stop.signal)).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });
});
