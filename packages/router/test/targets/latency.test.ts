import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Latency } from '../../src/targets/latency.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the usual time to the first content', () => {
  it('is not known before the first measurement, which is believed at once', () => {
    const latency = new Latency();
    expect(latency.milliseconds).toBeUndefined();
    latency.add(120);
    expect(latency.milliseconds).toBe(120);
  });

  it('follows measurements that come at once by a tenth each', () => {
    const latency = new Latency();
    latency.add(100);
    latency.add(200);
    expect(latency.milliseconds).toBeCloseTo(110);
    latency.add(200);
    expect(latency.milliseconds).toBeCloseTo(119);
  });

  it('forgets what is old: after ten seconds the new one has most of the weight', () => {
    const latency = new Latency();
    latency.add(100);
    vi.advanceTimersByTime(10_000);
    latency.add(200);
    expect(latency.milliseconds).toBeCloseTo(200 - 100 / Math.E);
    vi.advanceTimersByTime(3_600_000);
    latency.add(50);
    expect(latency.milliseconds).toBeCloseTo(50);
  });
});
