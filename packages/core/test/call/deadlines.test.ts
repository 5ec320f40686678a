import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadlines, type TimerName } from '../../src/call/deadlines.js';

const day = 24 * 60 * 60 * 1000;

describe('Deadlines', () => {
  let expired: TimerName[];
  let deadlines: Deadlines;

  beforeEach(() => {
    vi.useFakeTimers();
    expired = [];
    deadlines = new Deadlines((name) => expired.push(name));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells which timer has expired, not before its time', () => {
    deadlines.set('idle', 100);
    vi.advanceTimersByTime(99);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(expired).toEqual(['idle']);
  });

  it('lets each timer expire at its own time, in their order, whatever the order of setting', () => {
    deadlines.set('total', 300);
    deadlines.set('connect', 100);
    deadlines.set('first-event', 200);
    vi.advanceTimersByTime(150);
    expect(expired).toEqual(['connect']);
    vi.advanceTimersByTime(1_000);
    expect(expired).toEqual(['connect', 'first-event', 'total']);
  });

  it('goes on to the next timer after one has expired although nobody sets one any more', () => {
    deadlines.set('connect', 10);
    deadlines.set('total', 20);
    vi.advanceTimersByTime(30);
    expect(expired).toEqual(['connect', 'total']);
  });

  it('moves a deadline that is set again', () => {
    deadlines.set('idle', 100);
    vi.advanceTimersByTime(90);
    deadlines.set('idle', 100);
    vi.advanceTimersByTime(90);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(expired).toEqual(['idle']);
  });

  it('moves a deadline forward too', () => {
    deadlines.set('idle', 1_000);
    deadlines.set('idle', 10);
    vi.advanceTimersByTime(20);
    expect(expired).toEqual(['idle']);
  });

  it('uses one timer of the platform, however often a deadline moves', () => {
    for (let count = 0; count < 100; count++) {
      deadlines.set('idle', 100);
      deadlines.set('total', 200);
    }
    expect(vi.getTimerCount()).toBe(1);
  });

  it('makes no other timer for one that is set later, where it was told how long that will be', () => {
    const told = new Deadlines((name) => expired.push(name), 1_000);
    const made = vi.spyOn(globalThis, 'setTimeout');
    told.set('first-event', 3_000);
    told.clear('first-event');
    told.set('idle', 1_000);
    expect(made).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(999);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(expired).toEqual(['idle']);
  });

  it('keeps to longer times although it wakes earlier', () => {
    const told = new Deadlines((name) => expired.push(name), 1_000);
    told.set('first-event', 3_500);
    vi.advanceTimersByTime(3_499);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(expired).toEqual(['first-event']);
  });

  it('does not wake again and again for a short one', () => {
    const told = new Deadlines((name) => expired.push(name), 1);
    const made = vi.spyOn(globalThis, 'setTimeout');
    told.set('first-event', 500);
    vi.advanceTimersByTime(499);
    expect(made).toHaveBeenCalledTimes(1);
    told.set('idle', 1);
    vi.advanceTimersByTime(2);
    expect(expired).toEqual(['first-event', 'idle']);
  });

  it('forgets what is cleared', () => {
    deadlines.set('connect', 10);
    deadlines.set('idle', 10);
    deadlines.set('total', 20);
    deadlines.clear('connect', 'idle');
    vi.advanceTimersByTime(100);
    expect(expired).toEqual(['total']);
  });

  it.each([0, Infinity])('never expires when set to %s', (milliseconds) => {
    deadlines.set('total', milliseconds);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits longer than the platform can in one go', () => {
    deadlines.set('total', 30 * day);
    vi.advanceTimersByTime(29 * day);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1 * day + 1);
    expect(expired).toEqual(['total']);
  });

  it('leaves no timer behind when stopped, and starts none afterwards', () => {
    deadlines.set('total', 100);
    deadlines.stop();
    expect(vi.getTimerCount()).toBe(0);
    deadlines.set('connect', 10);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may be stopped by the one it tells', () => {
    const stopping = new Deadlines((name) => {
      expired.push(name);
      stopping.stop();
    });
    stopping.set('idle', 10);
    stopping.set('total', 10);
    vi.advanceTimersByTime(100);
    expect(expired).toEqual(['idle']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
