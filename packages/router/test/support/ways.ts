import type { Provider } from '@modelport/core';
import { createRouter } from '../../src/index.js';
import { fails, failure, finish, hang, type Script, scripted, text } from './scripted.js';

export const hello: Script = [[text('Hel')], [text('lo'), finish]];
export const gone = failure('BACKEND_ERROR');

/** It says nothing, until it is given up. */
const silent = () => scripted('silent', [[hang]], { firstEventTimeout: 200 }).provider;

/** How a stream comes to its caller: all must behave alike, and like the first. */
export const ways: readonly (readonly [name: string, wrap: (provider: Provider) => Provider])[] = [
  ['of a provider itself', (provider) => provider],
  ['of a router', (provider) => createRouter({ targets: [provider], maxRetries: 0 })],
  [
    'of a router whose target has another name',
    (provider) => createRouter({ targets: [{ provider, name: 'other' }], maxRetries: 0 }),
  ],
  [
    'of a router whose first target failed',
    (provider) =>
      createRouter({
        targets: [scripted('failing', [fails('BACKEND_ERROR')]).provider, provider],
        maxRetries: 1,
      }),
  ],
  [
    'of a router that hedges',
    (provider) => createRouter({ targets: [silent(), provider], hedgeAfter: 1, maxRetries: 1 }),
  ],
  [
    'of a router that has answers continued',
    (provider) => createRouter({ targets: [provider], continuation: true, maxRetries: 0 }),
  ],
  [
    'of a router of a router',
    (provider) =>
      createRouter({ targets: [createRouter({ targets: [provider], maxRetries: 0 })], maxRetries: 0 }),
  ],
];
