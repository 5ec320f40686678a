import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallOptions } from '../../src/contract.js';
import { ProviderError } from '../../src/errors.js';
import { createLogObserver, type LogLevel, logLevels } from '../../src/helpers/log-observer.js';
import {
  errorOf,
  finish,
  passing,
  providerOf,
  type ScriptedDriver,
  scriptedDriver,
  text,
} from '../support/scripted.js';

const usage = {
  inputTokens: 24,
  outputTokens: 103,
  cost: { total: 0.0000425, currency: 'USD', source: 'provider' },
} as const;
const answer = [[text('Hello')], [{ type: 'usage', usage } as const, finish()]];
const refused = new ProviderError({
  code: 'AUTH_FAILED',
  message: 'Wrong key.\nmodelport error: forged',
  status: 401,
});

/** The lines that a call over these exchanges writes. */
async function linesOf(level: string, driver: ScriptedDriver, options: CallOptions = {}): Promise<string[]> {
  const lines: string[] = [];
  const observe = createLogObserver({ level: level as LogLevel, write: (line) => void lines.push(line) });
  const provider = providerOf(
    driver,
    { capabilities: { seed: false } },
    { name: 'main', model: 'small', baseUrl: 'https://example.test/v1', apiKey: 'sk-live-4f9a' },
  );
  const request = { messages: 'What is the prompt?', seed: 1 };
  await provider.chat(request, { observe, requestId: 'r-1', ...options }).catch(() => undefined);
  return lines.map((line) => line.replace(/\d+ ms/g, 'N ms'));
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a log observer', () => {
  it('writes a line for each moment at level debug, about whom and which request', async () => {
    const lines = await linesOf('debug', scriptedDriver([passing()], answer));
    expect(lines).toEqual([
      'modelport debug: main chat small [r-1]: starts, at https://example.test/v1',
      expect.stringMatching(/^modelport warn: main chat small \[r-1\]: unsupported-setting: .*seed/),
      'modelport debug: main chat small [r-1]: attempt 1',
      'modelport debug: main chat small [r-1]: attempt 1 failed: OVERLOADED, after N ms',
      'modelport warn: main chat small [r-1]: attempt 1 failed, next in N ms: OVERLOADED: busy',
      'modelport debug: main chat small [r-1]: attempt 2',
      'modelport debug: main chat small [r-1]: the answer begins after N ms',
      'modelport debug: main chat small [r-1]: first content after N ms',
      'modelport debug: main chat small [r-1]: attempt 2 done after N ms',
      'modelport info: main chat small [r-1]: finished: N ms, stop, 24 tokens in, 103 tokens out, $0.0000425',
    ]);
  });

  it.each<[LogLevel, string[]]>([
    ['info', ['warn', 'warn', 'info']],
    ['warn', ['warn', 'warn']],
    ['error', []],
    ['off', []],
  ])('writes at level %s only what matters as much', async (level, expected) => {
    const lines = await linesOf(level, scriptedDriver([passing()], answer));
    expect(lines.map((line) => /modelport (\w+)/.exec(line)?.[1])).toEqual(expected);
  });

  it('writes failures at level error, in one line whatever the backend said', async () => {
    const driver = scriptedDriver([passing()], [refused]);
    expect(await linesOf('error', driver)).toEqual([
      'modelport error: main chat small [r-1]: failed after N ms and 2 attempts: AUTH_FAILED (401): Wrong key. modelport error: forged',
    ]);
    expect(await linesOf('off', scriptedDriver([refused]))).toEqual([]);
  });

  it('takes an aborted call for no failure, and a failed health check for an answer', async () => {
    const aborted = await linesOf('info', scriptedDriver(answer), { signal: AbortSignal.abort() });
    expect(aborted.at(-1)).toMatch(/^modelport info: .* stopped after .*ABORTED/);
    const lines: string[] = [];
    const observe = createLogObserver({ level: 'info', write: (line) => void lines.push(line) });
    await providerOf({ checkHealth: () => Promise.reject(refused) }).health({ observe });
    expect(lines).toEqual([]);
  });

  it('writes no cost where a local server did the work', async () => {
    const lines: string[] = [];
    const observe = createLogObserver({ level: 'info', write: (line) => void lines.push(line) });
    const counted = [[text('Hello'), { type: 'usage', usage: { inputTokens: 3 } } as const, finish()]];
    await providerOf(scriptedDriver(counted), { location: 'local' }).chat('x', { observe });
    expect(lines).toEqual([expect.stringMatching(/stop, 3 tokens in$/)]);
  });

  it('writes no secret and nothing of what is asked or answered', async () => {
    const driver = scriptedDriver(
      [async (call) => call.warn({ code: 'odd', message: 'Odd sk-live-4f9a.' })],
      answer,
    );
    const shown = (await linesOf('debug', driver)).join('\n');
    expect(shown).not.toMatch(/prompt|Hello|sk-live/);
  });

  it('writes what becomes of the targets of a composite: a warning, and no more when all is well again', () => {
    const lines: string[] = [];
    const observe = createLogObserver({ level: 'info', write: (line) => void lines.push(line) });
    const base = { callId: '', operation: 'route', provider: 'front', providerType: 'router', attempt: 0 };
    const change = { ...base, type: 'target-change', target: 'local' } as const;
    observe({ ...change, state: 'open', error: refused, retryAfterMs: 10_000 });
    observe({ ...change, state: 'half-open' });
    observe({ ...change, state: 'available' });
    expect(lines).toEqual([
      'modelport warn: front route: the target local is open, next in 10.0 s: AUTH_FAILED (401): Wrong key. modelport error: forged',
      'modelport warn: front route: the target local is half-open',
      'modelport info: front route: the target local is available',
    ]);
  });

  it('writes to standard error where nothing else is said', async () => {
    const write = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const observe = createLogObserver({ level: 'error' });
    await errorOf(providerOf(scriptedDriver([refused])).chat('x', { observe }));
    expect(write).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^modelport error: scripted chat \[run_\w+\]/),
    );
  });

  it.each(['DEBUG', ' Debug ', 'trace', 'VERBOSE'])('takes %j for debug', async (level) => {
    expect(await linesOf(level, scriptedDriver(answer))).toHaveLength(7);
  });

  it.each(['WARNING', 'Fatal', 'critical', 'silent', 'none'])('takes %j, as other programs say', (level) => {
    expect(() => createLogObserver({ level: level as LogLevel })).not.toThrow();
  });

  it.each(['', 'loud', 'toString', undefined, 3])('refuses %j and names what is accepted', async (level) => {
    const error = await errorOf(() => createLogObserver({ level: level as LogLevel }));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'level', candidates: logLevels });
    expect(error.message).toContain('debug, info, warn, error, off');
  });
});
