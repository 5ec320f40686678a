import type { ConformanceSubject } from '@modelport/provider-testkit';
import { definition } from '../src/definition.js';
import { anthropicWire } from './anthropic-wire.js';
import { ownCases } from './support/conformance/own-cases.js';

const register = () => import('../src/register.js');

/** What the conformance suite is run against: a model of another server, which thinks by a budget, and a newer Claude. */
export const subjects: readonly ConformanceSubject[] = [
  {
    definition,
    register,
    cases: ownCases,
    wire: { ...anthropicWire, lacks: [...(anthropicWire.lacks ?? []), 'reasoning-efforts'] },
  },
  {
    ...{ definition, register, wire: anthropicWire },
    name: 'anthropic with claude-sonnet-5',
    model: 'claude-sonnet-5',
  },
];
