import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, broken, create, limited, open, refused } from '../support/availability.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  // It notices by itself when a wait is over, without a timer.
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('cooling', () => {
  it('lasts as long as was asked for, and ends without probation', () => {
    const { availability } = create();
    availability.cool(limited, 7_000);
    expect(availability.facts).toEqual({ state: 'cooling', error: limited, until: Date.now() + 7_000 });
    vi.advanceTimersByTime(6_999);
    expect(availability.isAvailable).toBe(false);
    vi.advanceTimersByTime(1);
    expect(availability.isAvailable).toBe(true);
    expect(availability.facts).toEqual({ state: 'available' });
    expect(availability.begin()).toBe(false);
  });

  it('lasts five seconds where nothing was said, doubling up to a minute, until a call is answered', () => {
    const { availability } = create();
    const waits: number[] = [];
    for (let at = 0; at < 6; at++) {
      availability.cool(limited, undefined);
      waits.push(availability.availableAt - Date.now());
      vi.advanceTimersByTime(60_000);
    }
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    answer(availability);
    availability.cool(limited, undefined);
    expect(availability.availableAt).toBe(Date.now() + 5_000);
  });

  it('does not double through a wait that was asked for', () => {
    const { availability } = create();
    for (let at = 0; at < 3; at++) {
      availability.cool(limited, 1_000);
      vi.advanceTimersByTime(1_000);
    }
    availability.cool(limited, undefined);
    expect(availability.availableAt).toBe(Date.now() + 5_000);
  });

  it('gets longer, never shorter, and is told once', () => {
    const { availability, states } = create();
    availability.cool(limited, 5_000);
    availability.cool(limited, 1_000);
    expect(availability.availableAt).toBe(Date.now() + 5_000);
    availability.cool(limited, 9_000);
    expect(availability.availableAt).toBe(Date.now() + 9_000);
    expect(states()).toEqual(['cooling']);
  });

  it('replaces a shorter wait of the breaker, and probation still holds after it', () => {
    const { availability } = create();
    open(availability);
    availability.cool(limited, 5_000);
    expect(availability.facts.state).toBe('open');
    availability.cool(limited, 30_000);
    expect(availability.facts.state).toBe('cooling');
    vi.advanceTimersByTime(30_000);
    expect(availability.facts.state).toBe('half-open');
  });

  it('is not cut short by the breaker', () => {
    const { availability } = create();
    availability.cool(limited, 50_000);
    open(availability);
    expect(availability.facts.state).toBe('open');
    expect(availability.availableAt).toBe(Date.now() + 50_000);
  });

  it('makes way for the next probe when it was the probe that was refused', () => {
    const { availability } = create();
    open(availability);
    vi.advanceTimersByTime(10_000);
    expect(availability.isAvailable && availability.begin()).toBe(true);
    availability.cool(limited, 1_000);
    vi.advanceTimersByTime(1_000);
    expect(availability.isAvailable && availability.begin()).toBe(true);
  });
});

describe('out', () => {
  it('lasts five minutes, whatever else is said meanwhile; then one call tries', () => {
    const { availability } = create();
    availability.takeOut(refused);
    availability.cool(limited, 1_000);
    for (let at = 0; at < 5; at++) availability.failed(broken);
    expect(availability.facts).toEqual({ state: 'out', error: refused, until: Date.now() + 300_000 });
    vi.advanceTimersByTime(300_000);
    expect(availability.isAvailable).toBe(true);
    expect(availability.begin()).toBe(true);
    expect(availability.isAvailable).toBe(false);
    availability.succeeded();
    expect(availability.facts).toEqual({ state: 'available' });
  });

  it('lasts as long as the options say', () => {
    const { availability } = create({ outMs: 1_000 });
    availability.takeOut(refused);
    expect(availability.availableAt).toBe(Date.now() + 1_000);
  });

  it('ends with a good probe, or with new options', () => {
    const { availability } = create();
    availability.takeOut(refused);
    availability.recover();
    expect(availability.facts.state).toBe('half-open');
    availability.takeOut(refused);
    availability.options = {};
    expect(availability.facts.state).toBe('half-open');
  });
});

describe('a good probe of its health', () => {
  it('lets a call try a target that is open, at once', () => {
    const { availability } = create();
    open(availability);
    availability.recover();
    expect(availability.isAvailable && availability.begin()).toBe(true);
  });

  it('does not end a wait that was asked for, nor an open breaker through new options', () => {
    const { availability } = create();
    availability.cool(limited, 5_000);
    availability.recover();
    expect(availability.facts.state).toBe('cooling');
    vi.advanceTimersByTime(5_000);
    open(availability);
    availability.options = {};
    expect(availability.facts.state).toBe('open');
  });
});
