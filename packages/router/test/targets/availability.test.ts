import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, broken, create, open, refused } from '../support/availability.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  // It notices by itself when a wait is over, without a timer.
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

it('tells a wait that is over at once, and its end, each once', () => {
  const { availability, states } = create();
  availability.cool(broken, 0);
  expect(states()).toEqual(['cooling']);
  expect(availability.isAvailable).toBe(true);
  expect(states()).toEqual(['cooling', 'available']);
});

describe('the breaker', () => {
  it('opens at the third failure in a row, for ten seconds', () => {
    const { availability } = create();
    availability.failed(broken);
    availability.failed(broken);
    expect(availability.isAvailable).toBe(true);
    availability.failed(broken);
    expect(availability.isAvailable).toBe(false);
    expect(availability.facts).toEqual({ state: 'open', error: broken, until: Date.now() + 10_000 });
    expect(availability.availableAt).toBe(Date.now() + 10_000);
    vi.advanceTimersByTime(9_999);
    expect(availability.isAvailable).toBe(false);
    vi.advanceTimersByTime(1);
    expect(availability.isAvailable).toBe(true);
    expect(availability.facts).toEqual({ state: 'half-open', error: broken });
  });

  it('counts only failures in a row', () => {
    const { availability } = create();
    for (let at = 0; at < 5; at++) {
      availability.failed(broken);
      availability.failed(broken);
      availability.succeeded();
    }
    expect(availability.facts.state).toBe('available');
  });

  it('takes its numbers from the options, also from new ones', () => {
    const { availability } = create({ failures: 1, openMs: 50 });
    availability.failed(broken);
    expect(availability.availableAt).toBe(Date.now() + 50);
    vi.advanceTimersByTime(50);
    availability.options = { failures: 1, openMs: 70, maxOpenMs: 80 };
    availability.begin();
    availability.failed(broken);
    expect(availability.availableAt).toBe(Date.now() + 80);
  });

  it('opens once for calls that fail together', () => {
    const { availability, states } = create();
    for (let at = 0; at < 50; at++) availability.failed(broken);
    expect(states()).toEqual(['open']);
    expect(availability.availableAt).toBe(Date.now() + 10_000);
  });

  it('never waits longer at first than at last', () => {
    const { availability } = create({ failures: 1, openMs: 400_000 });
    availability.failed(broken);
    vi.advanceTimersByTime(400_000);
    availability.begin();
    availability.failed(broken);
    expect(availability.availableAt).toBe(Date.now() + 400_000);
  });
});

describe('half-open', () => {
  it('lets one of fifty calls in, until it has ended', () => {
    const { availability } = create();
    open(availability);
    vi.advanceTimersByTime(10_000);
    let probes = 0;
    for (let at = 0; at < 50; at++) if (availability.isAvailable && availability.begin()) probes++;
    expect(probes).toBe(1);
    expect(availability.availableAt).toBe(Date.now() + 1_000);
    availability.endProbe();
    expect(availability.isAvailable).toBe(true);
    expect(availability.facts.state).toBe('half-open');
  });

  it('does not call an ordinary call a probe', () => {
    expect(create().availability.begin()).toBe(false);
  });

  it('closes after a success', () => {
    const { availability } = create();
    open(availability);
    vi.advanceTimersByTime(10_000);
    expect(availability.isAvailable).toBe(true);
    answer(availability);
    expect(availability.facts).toEqual({ state: 'available' });
  });

  it('opens for twice as long at each probe that fails, up to five minutes', () => {
    const { availability } = create();
    open(availability);
    const waits: number[] = [];
    for (let at = 0; at < 7; at++) {
      const wait = availability.availableAt - Date.now();
      waits.push(wait);
      vi.advanceTimersByTime(wait);
      expect(availability.isAvailable).toBe(true);
      availability.begin();
      availability.failed(broken);
    }
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  it('is on probation afterwards: one failure opens again, for longer', () => {
    const { availability } = create();
    open(availability);
    vi.advanceTimersByTime(10_000);
    expect(availability.isAvailable).toBe(true);
    answer(availability);
    answer(availability);
    availability.failed(broken);
    expect(availability.facts.state).toBe('open');
    expect(availability.availableAt).toBe(Date.now() + 20_000);
  });

  it('is trusted again after three successes', () => {
    const { availability } = create();
    open(availability);
    vi.advanceTimersByTime(10_000);
    expect(availability.isAvailable).toBe(true);
    for (let at = 0; at < 3; at++) answer(availability);
    availability.failed(broken);
    availability.failed(broken);
    expect(availability.facts.state).toBe('available');
    availability.failed(broken);
    expect(availability.availableAt).toBe(Date.now() + 10_000);
  });
});

describe('calls that began before it opened', () => {
  function reopened() {
    const created = create();
    const { availability } = created;
    const { epoch } = availability;
    open(availability);
    vi.advanceTimersByTime(10_000);
    expect(availability.isAvailable).toBe(true);
    expect(availability.begin()).toBe(true);
    return { ...created, epoch };
  }

  it('tell nothing by their failure: the probe does', () => {
    const { availability, epoch } = reopened();
    availability.failed(broken, epoch);
    expect(availability.facts.state).toBe('half-open');
    expect(availability.isAvailable).toBe(false);
    availability.succeeded();
    availability.failed(broken, epoch);
    expect(availability.facts.state).toBe('available');
  });

  it('tell nothing by their success either', () => {
    const { availability, epoch } = reopened();
    availability.succeeded(epoch);
    expect(availability.facts.state).toBe('half-open');
    expect(availability.isAvailable).toBe(false);
    availability.failed(broken);
    for (let at = 0; at < 3; at++) availability.succeeded(epoch);
    vi.advanceTimersByTime(20_000);
    expect(availability.isAvailable).toBe(true);
    availability.begin();
    availability.failed(broken);
    expect(availability.availableAt).toBe(Date.now() + 40_000);
  });

  it('tell nothing where it was taken out meanwhile', () => {
    const { availability } = create();
    const { epoch } = availability;
    availability.takeOut(refused);
    availability.recover();
    availability.succeeded(epoch);
    expect(availability.facts.state).toBe('half-open');
  });
});

describe('what is told', () => {
  it('is each change, once, with its error and time', () => {
    const { availability, told, states } = create();
    open(availability);
    expect(told[0]).toEqual({ state: 'open', error: broken, until: Date.now() + 10_000 });
    vi.advanceTimersByTime(10_000);
    for (let at = 0; at < 3; at++) void (availability.isAvailable && availability.facts);
    answer(availability);
    answer(availability);
    availability.takeOut(refused);
    availability.takeOut(refused);
    expect(states()).toEqual(['open', 'half-open', 'available', 'out']);
  });

  it('can be written as JSON', () => {
    const { availability } = create();
    open(availability);
    expect(JSON.parse(JSON.stringify(availability.facts))).toMatchObject({
      state: 'open',
      error: { code: 'BACKEND_ERROR', message: 'It is BACKEND_ERROR.' },
      until: Date.now() + 10_000,
    });
  });
});
