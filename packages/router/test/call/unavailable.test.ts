import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createRouter } from '../../src/index.js';
import { errorOf, fails, hang, says, scripted } from '../support/scripted.js';
import { settle } from '../support/time.js';

describe('the error of a call that nobody can take', () => {
  it('names the first five targets and counts the rest', async () => {
    const targets = Array.from({ length: 7 }, (_, at) => scripted(`t${at}`, [fails('AUTH_FAILED')]).provider);
    const router = createRouter({ targets, maxRetries: 9 });
    await errorOf(router.chat('Hi'));
    const { message } = await errorOf(router.chat('Hi'));
    expect(message).toMatch(/t0 is out for 300 s after AUTH_FAILED; .*t4 [^;]* and 2 more\./);
    expect(message).not.toContain('t5');
  });

  it('says of one that is being tried that it is', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR'), [hang]]);
    const router = createRouter({
      targets: [a.provider],
      breaker: { failures: 1, openMs: 1 },
      maxRetries: 0,
    });
    await errorOf(router.chat('Hi'));
    await settle();
    const trying = router.stream('Hi');
    const response = errorOf(trying.response);
    await settle();
    expect((await errorOf(router.chat('Hi'))).message).toContain(
      'a is being tried again after BACKEND_ERROR',
    );
    await trying[Symbol.asyncDispose]();
    await response;
  });

  it('says of targets that are full how full, and what to do', async () => {
    const a = scripted('a', [[hang]]);
    const limits = { concurrent: 1 };
    const router = createRouter({ targets: [{ provider: a.provider, limits }] });
    const running = router.stream('Hi');
    const response = errorOf(running.response);
    await settle();
    expect((await errorOf(router.chat('Hi'))).message).toBe(
      'No target of the router can take the call: a is busy with 1 call, 0 more wait. Raise limits.concurrent or limits.queue, or add a target.',
    );
    await running[Symbol.asyncDispose]();
    await response;
  });

  it('says of a limit that is used up for how long', async () => {
    const [a, b] = [scripted('a', [says('a')]), scripted('b', [says('b')])];
    const limits = { requestsPerMinute: 1 };
    const router = createRouter({
      targets: [
        { provider: a.provider, limits },
        { provider: b.provider, limits },
      ],
      maxRetries: 0,
    });
    // The minute of the first must end before that of the second, for certain.
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    await router.chat('Hi');
    vi.advanceTimersByTime(1_000);
    await router.chat('Hi');
    const error = await errorOf(router.chat('Hi'));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect(error.message).toContain('a has used up a limit for 59 s; b has used up a limit for 60 s');
    expect(error.retryAfterMs).toBeGreaterThan(50_000);
    expect([a.requests.length, b.requests.length]).toEqual([1, 1]);
    expect(error.message).toContain('"a" has used 1 of 1 requests per minute (limits.requestsPerMinute).');
  });

  it('says of limits that have too little left for it which they are, and when to come again', async () => {
    const [a, b] = [scripted('a', [says('a')]), scripted('b', [says('b')])];
    const limits = { key: 'account', tokensPerMinute: 1_000 };
    const targets = [a, b].map(({ provider }) => ({ provider, limits }));
    const router = createRouter({ targets, maxRetries: 0 });
    const request = { messages: 'Hi', maxTokens: 600 };
    await router.chat(request);
    const error = await errorOf(router.chat(request));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect(error.message).toContain('a has too little left of a limit for 60 s; b has too little left');
    expect(error.message).toContain(
      '"account" has used 601 of 1000 tokens per minute (limits.tokensPerMinute)',
    );
    expect(error.retryAfterMs).toBeGreaterThan(50_000);
    expect([a.requests.length, b.requests.length]).toEqual([1, 0]);
  });
});
