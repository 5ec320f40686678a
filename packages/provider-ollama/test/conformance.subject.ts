import { type ConformanceSubject, ollamaWire } from '@modelport/provider-testkit';
import { definition } from '../src/definition.js';
import { ownCases } from './support/conformance/own-cases.js';

/** What the conformance suite is run against. */
export const subjects: readonly ConformanceSubject[] = [
  {
    definition,
    wire: ollamaWire,
    // By default a prompt that is too long is sent once more, to be cut.
    options: { onContextOverflow: 'error' },
    register: () => import('../src/register.js'),
    cases: ownCases,
  },
];
