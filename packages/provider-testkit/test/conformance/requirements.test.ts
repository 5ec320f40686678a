import type { ProviderDriver } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { whyNot } from '../../src/conformance/requirements.js';
import { type ConformanceSubject, openAIWire, type Requirement } from '../../src/index.js';
import { referenceSubject } from './reference/reference-subject.js';
import { makeCase, subjectWith } from './support/make-case.js';

const reference = referenceSubject();

/** Can do nothing but stream. */
const bareDriver = (): ProviderDriver => ({
  stream: () => {
    throw new Error('It is only looked at.');
  },
});
const bare: Partial<ConformanceSubject['definition']> = { create: bareDriver };

/** A composite, whose targets can do nothing but stream. */
const composite = subjectWith({ composite: true }, { target: { ...reference.definition, ...bare } });

const { register: _register, ...registerless } = reference;
const withoutWire: ConformanceSubject = { definition: reference.definition, replies: () => ({}) };
const withKey = subjectWith({
  settings: [{ name: 'apiKey', kind: 'secret', description: 'The key.', required: true }],
});

const missing: readonly (readonly [Requirement, ConformanceSubject, string])[] = [
  ['wire', withoutWire, 'the provider talks to no backend'],
  ['tools', subjectWith({ capabilities: { tools: false } }), 'tools is declared false'],
  ['driver:embed', subjectWith(bare), 'the driver has no embed'],
  ['health', subjectWith(bare), 'its health cannot be asked'],
  ['setting:region', reference, 'there is no setting region'],
  [
    'definition:embedBatchLimit',
    subjectWith({ embedBatchLimit: undefined }),
    'the definition has no embedBatchLimit',
  ],
  ['wire:version', subjectWith({}, { wire: openAIWire }), 'the backend tells no version'],
  ['failure:TIMEOUT', reference, 'the backend has no words for TIMEOUT'],
  ['in-stream:TIMEOUT', reference, 'the backend has no words for TIMEOUT within a stream'],
  [
    'carries:tool-errors',
    subjectWith({}, { wire: { ...openAIWire, lacks: ['tool-errors'] } }),
    'the wire cannot carry tool-errors',
  ],
  ['register', registerless, 'the subject has no register'],
  ['probe', subjectWith({ probe: undefined }), 'the definition has no probe'],
  ['base-url', subjectWith({}, { connect: () => ({ endpoint: '' }) }), 'it is not told its baseUrl'],
  ['optional-key', withKey, 'it cannot be made without a key'],
  ['own-backend', composite, 'its targets have backends, it has none'],
  ['driver:embed', composite, 'the driver has no embed'],
];

const there: readonly (readonly [Requirement, ConformanceSubject])[] = [
  ['wire', reference],
  ['tools', subjectWith({ capabilities: { tools: true } })],
  ['tools', subjectWith({ capabilities: {} })],
  ['driver:embed', reference],
  ['health', reference],
  ['health', subjectWith({ create: () => ({ ...bareDriver(), listModels: async () => [] }) })],
  [
    'health',
    subjectWith({ create: () => ({ ...bareDriver(), checkHealth: async () => ({ reachable: true }) }) }),
  ],
  ['setting:apiKey', reference],
  ['definition:embedBatchLimit', reference],
  ['wire:version', reference],
  ['failure:AUTH_FAILED', reference],
  ['in-stream:RATE_LIMITED', reference],
  ['carries:tool-call-ids', reference],
  ['register', subjectWith({}, { register: async () => undefined })],
  ['base-url', reference],
  ['optional-key', reference],
  ['optional-key', subjectWith({ composite: true, settings: [] })],
  ['own-backend', reference],
  ['driver:embed', subjectWith({ composite: true, ...bare })],
];

describe('what a case requires', () => {
  it.each(missing)('%s may be missing', (requirement, subject, reason) => {
    expect(whyNot(makeCase({ requires: [requirement] }), subject)).toBe(reason);
  });

  it.each(there)('%s may be there', (requirement, subject) => {
    expect(whyNot(makeCase({ requires: [requirement] }), subject)).toBeUndefined();
  });

  it('is all there, or the first that is missing is told', () => {
    const oneCase = makeCase({ requires: ['wire', 'setting:region', 'failure:TIMEOUT'] });
    expect(whyNot(oneCase, reference)).toBe('there is no setting region');
    expect(whyNot(makeCase(), reference)).toBeUndefined();
  });

  it('is a mistake where the kit does not know it', () => {
    const oneCase = makeCase({ requires: ['sets:region' as Requirement] });
    expect(() => whyNot(oneCase, reference)).toThrow('There is no requirement sets:region.');
  });
});

describe('the driver that is looked at', () => {
  it('is made once for a subject, with its options and its place', () => {
    const made: unknown[] = [];
    const create: ConformanceSubject['definition']['create'] = (options, context) => {
      made.push([options, context]);
      return reference.definition.create(options, context);
    };
    const subject = subjectWith({ create }, { model: 'small', options: { region: 'eu' } });
    const oneCase = makeCase({ requires: ['driver:chat', 'driver:embed', 'health'] });
    whyNot(oneCase, subject);
    whyNot(oneCase, subject);
    expect(made).toEqual([
      [
        { model: 'small', region: 'eu', apiKey: 'none', baseUrl: 'http://127.0.0.1:9/v1' },
        { name: 'reference', type: 'reference' },
      ],
    ]);
  });

  it('is made with replies where there is no wire', () => {
    let made: unknown;
    const create: ConformanceSubject['definition']['create'] = (options, context) => {
      made = options;
      return reference.definition.create(options, context);
    };
    const definition = { ...reference.definition, create };
    whyNot(makeCase({ requires: ['driver:chat'] }), { definition, replies: () => ({ replies: [] }) });
    expect(made).toMatchObject({ replies: [] });
    expect(made).not.toHaveProperty('baseUrl');
  });
});
