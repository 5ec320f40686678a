import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LearnedLimits } from '../../src/limits/learned-limits.js';

const tokens = (amount: number) => ({ tokens: amount });
const call = tokens(100);

describe('LearnedLimits', () => {
  let learned: LearnedLimits;
  let now: number;

  beforeEach(() => {
    vi.useFakeTimers();
    learned = new LearnedLimits();
    now = Date.now();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('block nothing before anything was learned', () => {
    for (let begun = 0; begun < 100; begun++) learned.begin(call);
    expect(learned.blockedUntil(call)).toBe(0);
  });

  it('block until the time that the answer says when nothing is left', () => {
    learned.learn({ requests: { remaining: 0, limit: 60, resetMs: 12_000 } }, learned.begin(call));
    expect(learned.blockedUntil()).toBe(now + 12_000);
    vi.advanceTimersByTime(11_999);
    expect(learned.blockedUntil()).toBe(now + 12_000);
    vi.advanceTimersByTime(1);
    expect(learned.blockedUntil()).toBe(0);
  });

  it('count down with each call that begins after the answer', () => {
    learned.learn({ requests: { remaining: 2, resetMs: 1_000 } }, learned.begin(call));
    learned.begin(call);
    expect(learned.blockedUntil()).toBe(0);
    learned.begin(call);
    expect(learned.blockedUntil()).toBe(now + 1_000);
  });

  it('count down by calls that began while the answer was under way, not by those before it', () => {
    for (let before = 0; before < 10; before++) learned.begin(call);
    const mark = learned.begin(call);
    learned.begin(call);
    learned.begin(call);
    learned.learn({ requests: { remaining: 3, resetMs: 1_000 } }, mark);
    expect(learned.blockedUntil()).toBe(0);
    learned.begin(call);
    expect(learned.blockedUntil()).toBe(now + 1_000);
  });

  it('block calls that are larger than the tokens that are left, not smaller ones', () => {
    learned.learn({ tokens: { remaining: 500, limit: 10_000, resetMs: 1_000 } }, learned.begin(call));
    expect(learned.blockedUntil(tokens(501))).toBe(now + 1_000);
    expect(learned.blockedUntil(tokens(500))).toBe(0);
    learned.begin(tokens(450));
    expect(learned.blockedUntil(tokens(51))).toBe(now + 1_000);
    expect(learned.blockedUntil(tokens(50))).toBe(0);
    expect(learned.blockedUntil()).toBe(0);
    learned.begin(tokens(50));
    expect(learned.blockedUntil()).toBe(now + 1_000);
  });

  it('count tokens down anew from each answer', () => {
    const rateLimit = { tokens: { remaining: 500, limit: 10_000, resetMs: 1_000 } };
    learned.learn(rateLimit, learned.begin(call));
    learned.begin(tokens(300));
    learned.learn(rateLimit, learned.begin(tokens(50)));
    expect(learned.blockedUntil(tokens(500))).toBe(0);
    learned.begin(tokens(1));
    expect(learned.blockedUntil(tokens(500))).toBe(now + 1_000);
  });

  it('let a call that is larger than the whole limit try when all of it is left', () => {
    learned.learn({ tokens: { remaining: 1_000, limit: 1_000, resetMs: 1_000 } }, learned.begin(call));
    expect(learned.blockedUntil(tokens(5_000))).toBe(0);
    learned.begin(tokens(1));
    expect(learned.blockedUntil(tokens(5_000))).toBe(now + 1_000);
  });

  it('tell the later time where both are used up', () => {
    const rateLimit = {
      requests: { remaining: 0, resetMs: 1_000 },
      tokens: { remaining: 0, resetMs: 60_000 },
    };
    learned.learn(rateLimit, learned.begin(call));
    expect(learned.blockedUntil(call)).toBe(now + 60_000);
    vi.advanceTimersByTime(60_000);
    expect(learned.blockedUntil(call)).toBe(0);
  });

  it('believe the answer to the latest call, in whichever order the answers come', () => {
    const early = learned.begin(call);
    const late = learned.begin(call);
    learned.learn({ requests: { remaining: 0, resetMs: 1_000 } }, late);
    learned.learn({ requests: { remaining: 50, resetMs: 1_000 } }, early);
    expect(learned.blockedUntil()).toBe(now + 1_000);
    learned.learn({ requests: { remaining: 50, resetMs: 1_000 } }, learned.begin(call));
    expect(learned.blockedUntil()).toBe(0);
  });

  it('keep what an answer does not speak of', () => {
    learned.learn({ requests: { remaining: 0, resetMs: 1_000 } }, learned.begin(call));
    learned.learn({ tokens: { remaining: 10_000, resetMs: 1_000 } }, learned.begin(call));
    expect(learned.blockedUntil()).toBe(now + 1_000);
  });

  it('learn nothing from an answer that does not say until when, or what is left', () => {
    learned.learn(
      { requests: { remaining: 0, limit: 60 }, tokens: { limit: 5, resetMs: 1_000 } },
      learned.begin(call),
    );
    expect(learned.blockedUntil(call)).toBe(0);
  });

  it('read the tokens of an estimate only where a limit of tokens was learned', () => {
    const counting = {
      reads: 0,
      get tokens() {
        return ++this.reads;
      },
    };
    learned.learn({ requests: { remaining: 5, resetMs: 1_000 } }, learned.begin(counting));
    learned.begin(counting);
    learned.blockedUntil(counting);
    expect(counting.reads).toBe(0);
    learned.learn({ tokens: { remaining: 5, resetMs: 1_000 } }, learned.begin(counting));
    learned.begin(counting);
    expect(counting.reads).toBe(1);
  });
});
