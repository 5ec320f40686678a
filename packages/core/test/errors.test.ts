import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ChatResponse } from '../src/contract.js';
import { changeError, errorCodes, ProviderError, type ProviderErrorDetails } from '../src/errors.js';
import { importCopy, requireCopy } from './support/copies.js';

const full: ProviderErrorDetails = {
  code: 'RATE_LIMITED',
  message: 'Too many requests.',
  provider: 'main',
  type: 'llamacpp',
  status: 429,
  retryable: true,
  retryAfterMs: 2_000,
  requestId: 'r-1',
  headers: { 'retry-after': '2' },
  rateLimit: { requests: { limit: 10, remaining: 0 } },
  partial: { text: 'so far' } as ChatResponse,
  attempts: [{ provider: 'main', durationMs: 5, code: 'RATE_LIMITED' }],
  setting: 'model',
  candidates: ['a', 'b'],
  timer: 'idle',
};

/** An error as Node throws it. */
const systemError = (code: string, message = code): Error => Object.assign(new Error(message), { code });

describe('ProviderError', () => {
  it('carries every detail that it is given', () => {
    expect({ ...new ProviderError(full), message: full.message }).toEqual(full);
  });

  it('has no member for a detail that is missing or undefined', () => {
    const error = new ProviderError({
      code: 'TIMEOUT',
      message: 'Late.',
      status: undefined,
      timer: undefined,
    });
    expect(Object.keys(error).sort()).toEqual(['code', 'retryable']);
    expect('cause' in error).toBe(false);
  });

  it('is an Error with a stack', () => {
    const error = new ProviderError({ code: 'TIMEOUT', message: 'Late.' });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('ProviderError');
    expect(error.stack).toContain('errors.test');
  });

  it('is named AbortError when it was aborted, as the platform does it', () => {
    expect(new ProviderError({ code: 'ABORTED', message: 'Stop.' }).name).toBe('AbortError');
  });

  it('keeps its cause', () => {
    const cause = new Error('below');
    expect(new ProviderError({ code: 'BACKEND_ERROR', message: 'Failed.', cause }).cause).toBe(cause);
    expect(new ProviderError({ code: 'ABORTED', message: 'Stop.', cause: null }).cause).toBeNull();
  });

  it.each([
    'RATE_LIMITED',
    'MODEL_LOADING',
    'OVERLOADED',
    'BACKEND_ERROR',
    'BACKEND_UNREACHABLE',
    'STREAM_INTERRUPTED',
  ])('takes %s as something that may pass', (code) => {
    expect(new ProviderError({ code, message: 'x' }).retryable).toBe(true);
  });

  it.each([
    'AUTH_FAILED',
    'INSUFFICIENT_FUNDS',
    'REQUEST_INVALID',
    'TIMEOUT',
    'ABORTED',
    'A_CODE_OF_ITS_OWN',
  ])('takes %s as final', (code) => {
    expect(new ProviderError({ code, message: 'x' }).retryable).toBe(false);
  });

  it('lets the one who throws it decide otherwise', () => {
    expect(new ProviderError({ code: 'AUTH_FAILED', message: 'x', retryable: true }).retryable).toBe(true);
    expect(new ProviderError({ code: 'OVERLOADED', message: 'x', retryable: false }).retryable).toBe(false);
  });

  it('becomes JSON with its name, message and details, without stack and cause', () => {
    const error = new ProviderError({ ...full, cause: new Error('below') });
    expect(JSON.parse(JSON.stringify(error))).toEqual({ name: 'ProviderError', ...full });
  });

  it('shows code and details when it is logged, but not how it is recognised', () => {
    const shown = inspect(new ProviderError(full));
    expect(shown).toContain("code: 'RATE_LIMITED'");
    expect(shown).toContain('Too many requests.');
    expect(shown).not.toContain('Symbol(');
  });
});

describe('ProviderError.isInstance', () => {
  it('recognises the errors of every copy of core, and each copy those of this one', async () => {
    const copies = [await importCopy('one'), await importCopy('two'), requireCopy()];
    const own = new ProviderError(full);
    const classes = new Set([ProviderError, ...copies.map((copy) => copy.ProviderError)]);
    expect(classes.size).toBe(4);
    for (const copy of copies) {
      const foreign = new copy.ProviderError(full);
      expect(foreign).not.toBeInstanceOf(ProviderError);
      expect(ProviderError.isInstance(foreign)).toBe(true);
      expect(copy.ProviderError.isInstance(own)).toBe(true);
    }
  });

  it.each([
    [null],
    [undefined],
    ['RATE_LIMITED'],
    [new Error('x')],
    [{ code: 'RATE_LIMITED' }],
    [{ ...full }],
  ])('does not recognise %o', (value) => {
    expect(ProviderError.isInstance(value)).toBe(false);
  });
});

describe('ProviderError.from', () => {
  it('gives a ProviderError back as it is where nothing is to be filled in', () => {
    const error = new ProviderError(full);
    expect(ProviderError.from(error)).toBe(error);
    expect(ProviderError.from(error, { provider: 'other', status: undefined })).toBe(error);
  });

  it('fills in what a ProviderError lacks and replaces nothing', () => {
    const cause = new Error('below');
    const error = new ProviderError({ code: 'TIMEOUT', message: 'Late.', provider: 'inner', cause });
    const filled = ProviderError.from(error, {
      code: 'BACKEND_ERROR',
      message: 'other',
      retryable: true,
      provider: 'outer',
      status: 503,
      cause: new Error('other'),
    });
    expect(filled).toMatchObject({ code: 'TIMEOUT', message: 'Late.', retryable: false, status: 503 });
    expect(filled.provider).toBe('inner');
    expect(filled.cause).toBe(cause);
    expect(filled.stack).toBe(error.stack);
  });

  it('makes an error of another copy of core one of this copy', () => {
    const foreign = new (requireCopy().ProviderError)(full);
    const own = ProviderError.from(foreign);
    expect(own).toBeInstanceOf(ProviderError);
    expect(own.toJSON()).toEqual(foreign.toJSON());
    expect(own.stack).toBe(foreign.stack);
  });

  it('makes an AbortError ABORTED', () => {
    const cause = new DOMException('This operation was aborted', 'AbortError');
    expect(ProviderError.from(cause, { code: 'BACKEND_ERROR' })).toMatchObject({ code: 'ABORTED', cause });
  });

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ETIMEDOUT',
    'EPIPE',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('makes %s BACKEND_UNREACHABLE, which is retried', (code) => {
    const reason = systemError(code, `connect ${code} 127.0.0.1:1`);
    expect(ProviderError.from(reason)).toMatchObject({
      code: 'BACKEND_UNREACHABLE',
      retryable: true,
      message: reason.message,
      cause: reason,
    });
  });

  it("looks behind fetch's own error", () => {
    const cause = new TypeError('fetch failed', { cause: systemError('ECONNREFUSED') });
    expect(ProviderError.from(cause).code).toBe('BACKEND_UNREACHABLE');
    expect(ProviderError.from(new TypeError('fetch failed')).code).toBe('BACKEND_UNREACHABLE');
    expect(ProviderError.from(new Error('wrapped', { cause })).code).toBe('BACKEND_UNREACHABLE');
  });

  it('makes an answer that broke off STREAM_INTERRUPTED', () => {
    const cause = new TypeError('terminated', { cause: systemError('UND_ERR_SOCKET') });
    expect(ProviderError.from(cause)).toMatchObject({ code: 'STREAM_INTERRUPTED', retryable: true });
  });

  it('recognises a real connection that is refused', async () => {
    const reason = await fetch('http://127.0.0.1:1/').catch((error: unknown) => error);
    expect(ProviderError.from(reason).code).toBe('BACKEND_UNREACHABLE');
  });

  it('does not loop where causes do', () => {
    const reason = new Error('round');
    reason.cause = reason;
    expect(ProviderError.from(reason).code).toBe('BACKEND_ERROR');
  });

  it('makes anything else BACKEND_ERROR, which is not retried', () => {
    const reason = new TypeError('x is not a function');
    expect(ProviderError.from(reason)).toMatchObject({
      code: 'BACKEND_ERROR',
      retryable: false,
      message: 'x is not a function',
      cause: reason,
    });
  });

  it('uses the code, message and details of the caller for anything else', () => {
    const defaults = { code: 'RESPONSE_INVALID', message: 'Unreadable.', provider: 'main' };
    expect(ProviderError.from(new SyntaxError('bad'), defaults)).toMatchObject(defaults);
    expect(ProviderError.from('odd', { code: 'OVERLOADED' }).retryable).toBe(true);
    expect(ProviderError.from('odd', { retryable: true }).retryable).toBe(true);
  });

  it.each([
    ['only words', 'only words'],
    [undefined, 'A value that is no error was thrown: undefined.'],
    [{ secret: 'hidden' }, 'A value that is no error was thrown: object.'],
    [new RangeError(), 'RangeError'],
  ])('finds words for %o', (reason, message) => {
    expect(ProviderError.from(reason).message).toBe(message);
  });
});

describe('changeError', () => {
  it('keeps all but what is changed', () => {
    const error = new ProviderError({ ...full, cause: 'below' });
    const changed = changeError(error, { requestId: 'r-2', partial: undefined });
    const { partial: _, ...kept } = full;
    expect(changed.toJSON()).toEqual({ name: 'ProviderError', ...kept, requestId: 'r-2' });
    expect(changed.cause).toBe('below');
    expect(changed.stack).toBe(error.stack);
  });

  it('does not show the old message in the stack', () => {
    const changed = changeError(new ProviderError(full), { message: 'Another one.' });
    expect(changed.stack).toContain('Another one.');
    expect(changed.stack).not.toContain('Too many requests.');
  });
});

describe('errorCodes', () => {
  it('lists no code twice', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
  });
});
