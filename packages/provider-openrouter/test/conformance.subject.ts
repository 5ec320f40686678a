import { type ConformanceSubject, openRouterWire } from '@modelport/provider-testkit';
import { definition } from '../src/definition.js';
import { ownCases } from './support/conformance/own-cases.js';

/** What the conformance suite is run against. */
export const subjects: readonly ConformanceSubject[] = [
  {
    definition,
    wire: openRouterWire,
    register: () => import('../src/register.js'),
    cases: ownCases,
  },
];
