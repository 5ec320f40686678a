import { type ConformanceSubject, openAIWire } from '@modelport/provider-testkit';
import { definition } from '../src/definition.js';

/** What the conformance suite needs to know: the definition, and the backend's side of the wire. */
export const subjects: readonly ConformanceSubject[] = [
  {
    definition,
    // Acme speaks like OpenAI. Its oddities are not Acme's, so the cases about them are left out.
    wire: { ...openAIWire, name: 'Acme', cases: [] },
    register: () => import('../src/register.js'),
  },
];
