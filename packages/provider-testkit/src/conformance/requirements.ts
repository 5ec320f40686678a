import {
  type Capability,
  createProviderFromDefinition,
  type ErrorCode,
  type ProviderDefinition,
  type ProviderDriver,
  ProviderError,
} from '@modelport/core';
import { connectTo, hasSetting } from './case-context.js';
import type { ConformanceCase, Requirement } from './conformance-case.js';
import type { ConformanceSubject } from './subject.js';
import type { WireGap } from './wire-encoder.js';

/** Why a case does not concern a subject; `undefined`: it does. @throws what the driver throws where it cannot be made. */
export function whyNot({ requires = [] }: ConformanceCase, subject: ConformanceSubject): string | undefined {
  for (const requirement of requires) {
    const reason = missing(requirement, subject);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Why a subject does not have something; `undefined`: it has. */
type Look = (subject: ConformanceSubject, name: string) => string | undefined;

const whole: Readonly<Record<string, Look>> = {
  wire: ({ wire }) => (wire ? undefined : 'the provider talks to no backend'),
  'given-fetch': ({ transports = ['fetch'] }) =>
    transports.includes('fetch') ? undefined : 'it is not run over a given fetch',
  health: (subject) =>
    hasMember(subject, 'checkHealth') || hasMember(subject, 'listModels')
      ? undefined
      : 'its health cannot be asked',
  register: ({ register }) => (register ? undefined : 'the subject has no register'),
  probe: ({ definition }) => (definition.probe ? undefined : 'the definition has no probe'),
  'base-url': (subject) =>
    typeof connectTo(subject, nowhere)['baseUrl'] === 'string' ? undefined : 'it is not told its baseUrl',
  'own-backend': ({ definition }) =>
    definition.composite ? 'its targets have backends, it has none' : undefined,
  'optional-key': (subject) => (needsKey(subject) ? 'it cannot be made without a key' : undefined),
};

const named: Readonly<Record<string, Look>> = {
  driver: (subject, name) => (hasMember(subject, name) ? undefined : `the driver has no ${name}`),
  definition: ({ definition }, name) =>
    definition[name as keyof ProviderDefinition] === undefined ? `the definition has no ${name}` : undefined,
  wire: ({ wire }, name) =>
    wire?.[name as 'version'] === undefined ? `the backend tells no ${name}` : undefined,
  setting: ({ definition }, name) =>
    hasSetting(definition, name) ? undefined : `there is no setting ${name}`,
  failure: ({ wire }, name) =>
    wire?.failure({ code: name as ErrorCode }) ? undefined : `the backend has no words for ${name}`,
  'in-stream': ({ wire }, name) =>
    wire?.failureFrame?.({ code: name as ErrorCode })
      ? undefined
      : `the backend has no words for ${name} within a stream`,
  carries: ({ wire }, name) =>
    wire?.lacks?.includes(name as WireGap) ? `the wire cannot carry ${name}` : undefined,
};

function missing(requirement: Requirement, subject: ConformanceSubject): string | undefined {
  const [kind = '', name = ''] = requirement.split(':');
  const look = requirement.includes(':') ? named[kind] : whole[kind];
  if (look) return look(subject, name);
  if (requirement.includes(':')) throw new Error(`There is no requirement ${requirement}.`);
  const isFalse = subject.definition.capabilities[requirement as Capability] === false;
  return isFalse ? `${requirement} is declared false` : undefined;
}

function hasMember(subject: ConformanceSubject, name: string): boolean {
  const { definition, target } = subject;
  // A whole provider has every operation; which of them work is up to its targets.
  if (definition.composite && !target) return true;
  return driverOf(subject)[name as keyof ProviderDriver] !== undefined;
}

const drivers = new WeakMap<ConformanceSubject, ProviderDriver>();

/** A driver that is only looked at; a target's, for a composite. */
function driverOf(subject: ConformanceSubject): ProviderDriver {
  const known = drivers.get(subject);
  if (known) return known;
  const { target = subject.definition } = subject;
  const { type } = target as ProviderDefinition;
  const options = { apiKey: 'none', ...optionsOf(subject) };
  const driver: ProviderDriver = target.create(options, { name: type, type });
  drivers.set(subject, driver);
  return driver;
}

function needsKey(subject: ConformanceSubject): boolean {
  // Keys are the targets' business.
  if (subject.definition.composite && !hasSetting(subject.definition, 'apiKey')) return false;
  try {
    createProviderFromDefinition(subject.definition, { ...optionsOf(subject), apiKey: undefined });
    return false;
  } catch (error) {
    return ProviderError.isInstance(error) && error.setting === 'apiKey';
  }
}

const nowhere = 'http://127.0.0.1:9';

/** Options of an instance that is never used, without a key. */
function optionsOf(subject: ConformanceSubject): Readonly<Record<string, unknown>> {
  const place = subject.wire ? connectTo(subject, nowhere) : subject.replies?.([]);
  return { model: subject.model ?? 'conformance-model', ...subject.options, ...place };
}
