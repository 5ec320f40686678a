import { describe, expect, it, vi } from 'vitest';
import { Turn } from '../../src/call/turn.js';
import { LimitGroup } from '../../src/limits/limit-group.js';
import { createMemoryLimitStore } from '../../src/limits/memory-limit-store.js';
import { StoreGuard } from '../../src/limits/store-guard.js';
import type { TargetLimits } from '../../src/router-options.js';
import { Target, type TargetConfig } from '../../src/targets/target.js';
import { TargetState } from '../../src/targets/target-state.js';
import { failure, says, scripted } from '../support/scripted.js';

function targetWith(limits: TargetLimits = { requestsPerMinute: 9, tokensPerMinute: 1_000 }) {
  const { provider } = scripted('a', [says('Hello')]);
  const state = new TargetState({ failures: 1 }, () => undefined);
  const group = new LimitGroup('a', new StoreGuard(createMemoryLimitStore()));
  const config: Partial<TargetConfig> = {
    ...{ name: 'a', provider, weight: 1, priority: 1, limits },
    ...{ models: undefined, requestDefaults: undefined, callDefaults: undefined, contextLength: undefined },
    priceOf: () => undefined,
  };
  return new Target(config as TargetConfig, state, group);
}

const begin = (target: Target): Turn => {
  const turn = new Turn(target, undefined, false);
  void turn.reserve({ tokens: 100, cost: undefined });
  return turn;
};

const used = (target: Target) => target.group.usage(target.config.limits).map((limit) => limit.used);

const partial = { text: 'Hel', usage: { totalTokens: 30 } } as never;

describe('a turn', () => {
  it('holds a slot, a place among the calls and its estimate until it ends', () => {
    const target = targetWith();
    const turn = begin(target);
    expect([target.inFlight, target.group.slots.inFlight, ...used(target)]).toEqual([1, 1, 1, 100]);
    turn.succeeded({ inputTokens: 10, outputTokens: 5 });
    expect([target.inFlight, target.group.slots.inFlight, ...used(target)]).toEqual([0, 0, 1, 15]);
    expect(target.state.succeeded).toBe(1);
  });

  it('ends once', () => {
    const target = targetWith();
    const turn = begin(target);
    const ended = vi.fn();
    turn.onEnd = ended;
    turn.succeeded({ totalTokens: 5 });
    turn.failed(failure('BACKEND_ERROR'), 'failure');
    turn.dropped();
    turn.succeeded({ totalTokens: 7 });
    expect([target.inFlight, target.group.slots.inFlight, ...used(target)]).toEqual([0, 0, 1, 5]);
    expect([target.state.succeeded, target.state.failed, target.available]).toEqual([1, 0, true]);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('that fails gives back the tokens of an answer that never began; the request stays counted', () => {
    const target = targetWith();
    begin(target).failed(failure('MODEL_NOT_FOUND'), 'none');
    expect(used(target)).toEqual([1, 0]);
    begin(target).failed(failure('STREAM_INTERRUPTED', { partial }), 'failure');
    expect(used(target)).toEqual([2, 30]);
  });

  it('that never sent anything gives back all', () => {
    const target = targetWith();
    begin(target).dropped(false);
    expect(used(target)).toEqual([0, 0]);
    begin(target).failed(failure('NOT_SUPPORTED'), 'none');
    expect(used(target)).toEqual([0, 0]);
  });

  it('that was stopped keeps its estimate: nobody tells what it has used', () => {
    const target = targetWith();
    begin(target).dropped();
    expect(used(target)).toEqual([1, 100]);
  });

  it('is over at once where the limits have no room for it', () => {
    const target = targetWith({ tokensPerMinute: 50 });
    const turn = new Turn(target, undefined, false);
    expect(turn.reserve({ tokens: 100, cost: undefined })).toBe(false);
    expect(turn.refusal).toMatchObject({ code: 'RATE_LIMITED' });
    expect([turn.isOver, target.inFlight, target.group.slots.inFlight]).toEqual([true, 0, 0]);
  });

  it('leaves the target the error without what was answered', () => {
    const target = targetWith();
    begin(target).failed(failure('STREAM_INTERRUPTED', { partial, status: 200 }), 'failure');
    expect(target.availability.facts).toMatchObject({
      state: 'open',
      error: { code: 'STREAM_INTERRUPTED', status: 200 },
    });
    expect(target.availability.facts.error).not.toHaveProperty('partial');
  });

  it('that tries a half-open target lets others in once its answer has begun, or it has ended without telling anything', () => {
    const target = targetWith();
    begin(target).failed(failure('BACKEND_ERROR'), 'failure');
    target.availability.recover();
    for (const end of [
      (turn: Turn) => turn.sawContent(),
      (turn: Turn) => turn.dropped(),
      (turn: Turn) => turn.failed(failure('ABORTED'), 'none'),
    ]) {
      const turn = begin(target);
      expect(target.available).toBe(false);
      end(turn);
      expect([target.available, target.availability.facts.state]).toEqual([true, 'half-open']);
      turn.dropped();
    }
  });

  it('that began before its target was opened says nothing of it by its end', () => {
    const target = targetWith();
    const [early, late, answered] = [begin(target), begin(target), begin(target)];
    early.failed(failure('BACKEND_ERROR'), 'failure');
    target.availability.recover();
    const probe = begin(target);
    late.failed(failure('BACKEND_ERROR'), 'failure');
    answered.succeeded(undefined);
    expect([target.availability.facts.state, target.available]).toEqual(['half-open', false]);
    probe.succeeded(undefined);
    expect(target.availability.facts.state).toBe('available');
  });

  it('at a target that loads its model has it left alone for five seconds, however often', () => {
    vi.useFakeTimers();
    const target = targetWith();
    for (let at = 0; at < 3; at++) {
      begin(target).failed(failure('MODEL_LOADING'), 'cool');
      expect(target.availability.availableAt).toBe(Date.now() + 5_000);
      vi.advanceTimersByTime(5_000);
    }
    vi.useRealTimers();
  });
});
