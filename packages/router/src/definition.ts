import type { ProviderDefinition, SettingField } from '@modelport/core';
import { type Router, RouterProvider } from './router.js';
import type { RouterOptions } from './router-options.js';
import { strategyNames } from './strategies/strategy.js';
import { version } from './version.js';

const settings: readonly SettingField[] = [
  {
    name: 'targets',
    kind: 'object',
    description: 'Names of providers of the same set, or targets. Default: all others of the set.',
  },
  {
    name: 'strategy',
    kind: 'enum',
    description: `Which target is tried first: ${strategyNames.map((name) => `\`${name}\``).join(', ')}, or a function. Default \`fallback\`.`,
  },
  {
    name: 'fallbackOn',
    kind: 'json',
    description: 'Codes of errors after which another target is tried too.',
  },
  { name: 'breaker', kind: 'json', description: 'When a target that fails is left alone, and for how long.' },
  {
    name: 'hedgeAfter',
    kind: 'number',
    min: 1,
    description: 'Milliseconds without content after which a second target is asked as well.',
  },
  {
    name: 'continuation',
    kind: 'boolean',
    description: 'Whether another target goes on where an answer was cut. Default false.',
  },
  {
    name: 'probeInterval',
    kind: 'number',
    min: 0,
    description: 'Milliseconds between looks at the health of targets. Default 0: never.',
  },
  { name: 'hold', kind: 'json', description: 'How much may come before the first content of a stream.' },
  {
    name: 'limitStore',
    kind: 'object',
    description: 'Where the counters of limits are kept. Default: in memory.',
  },
];

/** The type `router`: many providers behind one. */
export const definition: ProviderDefinition<RouterOptions, Router> = {
  specVersion: 1,
  type: 'router',
  displayName: 'Router',
  packageName: '@modelport/router',
  packageVersion: version,
  location: 'any',
  capabilities: {},
  settings,
  composite: true,
  create: (options, context) => new RouterProvider(options, context),
};
