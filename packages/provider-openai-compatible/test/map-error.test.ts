import { ProviderError, type ProviderErrorDetails } from '@modelport/core';
import { expect, it } from 'vitest';
import { mapped } from '../src/map-error.js';

const error = new ProviderError({
  code: 'BACKEND_ERROR',
  message: 'No.',
  status: 400,
  requestId: 'r1',
  retryable: false,
  cause: 'because',
});
const changedBy = (details: Partial<ProviderErrorDetails> | undefined) =>
  mapped(error, { some: 'body' }, () => details);

it('an error that nobody sharpens stays the same object', () => {
  expect(mapped(error, undefined, undefined)).toBe(error);
  expect(changedBy(undefined)).toBe(error);
});

it('an error is sharpened by what is said, and keeps the rest', () => {
  expect(changedBy({ message: 'Not yet.' })).toMatchObject({
    code: 'BACKEND_ERROR',
    message: 'Not yet.',
    status: 400,
    requestId: 'r1',
    retryable: false,
    cause: 'because',
  });
});

it('whether to retry follows from a new code, unless that is said as well', () => {
  expect(changedBy({ code: 'MODEL_LOADING' })).toMatchObject({ retryable: true, message: 'No.' });
  expect(changedBy({ code: 'MODEL_LOADING', retryable: false }).retryable).toBe(false);
});

it('the one that sharpens is told the error and its body', () => {
  const told: unknown[] = [];
  mapped(error, 'text', (...given) => void told.push(...given));
  expect(told).toEqual([error, 'text', undefined]);
});
