import { type ConformanceSubject, createOpenAIWire } from '@modelport/provider-testkit';
import { definition } from '../src/definition.js';
import { answerCases } from './conformance/answer-cases.js';
import { requestCases } from './conformance/request-cases.js';

/** llama-server. */
export const subjects: readonly ConformanceSubject[] = [
  {
    definition,
    wire: createOpenAIWire('llamacpp'),
    register: () => import('../src/register.js'),
    cases: [...requestCases, ...answerCases],
  },
];
