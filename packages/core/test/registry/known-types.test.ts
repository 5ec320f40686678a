import { describe, expect, it } from 'vitest';
import { canonicalType } from '../../src/registry/canonical-type.js';
import { knownPackage, knownTypes } from '../../src/registry/known-types.js';

// That the table agrees with the definitions of the packages is tested where those are: in integration-tests.
describe('knownTypes', () => {
  it('names types the way they are compared', () => {
    expect(Object.keys(knownTypes).map(canonicalType)).toEqual(Object.keys(knownTypes));
  });

  it('names packages of this project only', () => {
    for (const name of Object.values(knownTypes))
      expect(name).toMatch(/^@modelport\/(provider-[a-z-]+|router)$/);
  });
});

describe('knownPackage', () => {
  it('finds the package of a type in any spelling', () => {
    expect(knownPackage('OpenAI_Compatible')).toBe(knownTypes['openai-compatible']);
    expect(knownPackage('mock')).toBe('@modelport/provider-mock');
  });

  it.each(['zzz', 'constructor', '__proto__', ''])('knows nothing of %j', (type) => {
    expect(knownPackage(type)).toBeUndefined();
  });
});
