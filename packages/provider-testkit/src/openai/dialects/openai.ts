import type { Dialect } from '../dialect.js';

/** OpenAI's own API: the types of its npm package 7.55.0, and its guide to error codes. */
export const openAI: Dialect = {
  headers: (number) => ({
    'openai-version': '2020-10-01',
    'openai-processing-ms': '1',
    'x-request-id': `req_fake_${number}`,
  }),
  chatHeaders: {
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-limit-tokens': '2000000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-remaining-tokens': '1999990',
    'x-ratelimit-reset-requests': '6ms',
    'x-ratelimit-reset-tokens': '6m0s',
  },
  errors: {
    rateLimited: {
      status: 429,
      type: 'requests',
      code: 'rate_limit_exceeded',
      message: 'Rate limit reached. Please try again in 1s.',
      headers: { 'retry-after': '1', 'retry-after-ms': '1000' },
    },
    noCredit: {
      status: 429,
      type: 'insufficient_quota',
      code: 'insufficient_quota',
      message: 'You exceeded your current quota, please check your plan and billing details.',
    },
    overloaded: { status: 503, message: 'The engine is currently overloaded, please try again later.' },
  },
};
