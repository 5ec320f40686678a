import { errorCodes } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { judge, type TargetEffect } from '../../src/targets/verdict.js';
import { failure } from '../support/scripted.js';

/** What each code does to its target, and whether the call goes on. */
const table: readonly (readonly [code: string, effect: TargetEffect, next: boolean])[] = [
  ['PROVIDER_NOT_FOUND', 'out', true],
  ['PROVIDER_TYPE_CONFLICT', 'out', true],
  ['SPEC_VERSION_UNSUPPORTED', 'out', true],
  ['SETTING_INVALID', 'none', false],
  ['SETTING_MISSING', 'out', true],
  ['REQUEST_INVALID', 'none', false],
  ['NOT_SUPPORTED', 'none', true],
  ['AUTH_FAILED', 'out', true],
  ['PERMISSION_DENIED', 'out', true],
  ['INSUFFICIENT_FUNDS', 'out', true],
  ['RATE_LIMITED', 'cool', true],
  ['MODEL_NOT_FOUND', 'none', true],
  ['MODEL_LOADING', 'cool', true],
  ['CONTEXT_LENGTH_EXCEEDED', 'none', true],
  ['CONTENT_FILTERED', 'none', false],
  ['OVERLOADED', 'failure', true],
  ['BACKEND_ERROR', 'failure', true],
  ['BACKEND_UNREACHABLE', 'failure', true],
  ['TIMEOUT', 'failure', true],
  ['STREAM_INTERRUPTED', 'failure', true],
  ['RESPONSE_INVALID', 'failure', true],
  ['ABORTED', 'none', false],
];

describe('the verdict', () => {
  it('knows every code of core', () => {
    expect(table.map(([code]) => code)).toEqual([...errorCodes]);
  });

  it.each(table)('of %s: %s for its target, another one: %s', (code, effect, next) => {
    expect(judge(failure(code))).toMatchObject({ effect, next });
  });

  it('of a code that nobody knows goes by whether it may pass', () => {
    expect(judge(failure('VENDOR_HICCUP', { retryable: true }))).toEqual({ effect: 'failure', next: true });
    expect(judge(failure('VENDOR_REFUSAL'))).toEqual({ effect: 'none', next: false });
    expect(judge(failure('constructor'))).toEqual({ effect: 'none', next: false });
  });

  it('of a server that says when to come again: it is busy, not broken', () => {
    expect(judge(failure('OVERLOADED', { retryAfterMs: 0 }))).toEqual({ effect: 'cool', next: true });
    expect(judge(failure('BACKEND_ERROR', { retryAfterMs: 500 }))).toEqual({ effect: 'failure', next: true });
  });

  it('counts nothing where nobody was asked', () => {
    expect(judge(failure('NOT_SUPPORTED')).free).toBe(true);
    expect(judge(failure('NOT_SUPPORTED', { status: 400 })).free).toBeUndefined();
    expect(judge(failure('MODEL_NOT_FOUND')).free).toBeUndefined();
  });

  it('lets the user fall back on codes that end a call, but not from an abort', () => {
    const fallbackOn = ['CONTENT_FILTERED', 'ABORTED', 'VENDOR_REFUSAL'];
    expect(judge(failure('CONTENT_FILTERED'), fallbackOn)).toEqual({ effect: 'none', next: true });
    expect(judge(failure('VENDOR_REFUSAL'), fallbackOn)).toEqual({ effect: 'none', next: true });
    expect(judge(failure('REQUEST_INVALID'), fallbackOn).next).toBe(false);
    expect(judge(failure('ABORTED'), fallbackOn).next).toBe(false);
  });
});
