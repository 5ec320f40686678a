import { describe, expect, it } from 'vitest';
import { isNewer } from '../../src/registry/is-newer.js';

describe('isNewer', () => {
  it.each([
    ['1.0.1', '1.0.0'],
    ['1.1.0', '1.0.9'],
    ['2.0.0', '1.9.9'],
    ['1.10.0', '1.9.0'],
    ['10.0.0', '9.9.9'],
    ['1.0.0', '1.0.0-rc.1'],
    ['1.0.1-alpha', '1.0.0'],
    ['1.0.0-rc.10', '1.0.0-rc.9'],
    ['1.0.0-rc.1', '1.0.0-beta.2'],
    ['1.0.0-beta', '1.0.0-alpha.9'],
    ['1.0.0-alpha.1', '1.0.0-alpha'],
    ['1.0.0-alpha.beta', '1.0.0-alpha.1'],
    ['1.0.1+build.1', '1.0.0+build-2'],
    ['1.0.0+build-2', '1.0.0-rc.1'],
  ])('puts %s after %s', (newer, older) => {
    expect(isNewer(newer, older)).toBe(true);
    expect(isNewer(older, newer)).toBe(false);
  });

  it.each([
    ['1.0.0', '1.0.0'],
    ['1.0.0-rc.1', '1.0.0-rc.1'],
    ['1.0.0+one', '1.0.0+two'],
  ])('takes %s and %s as equal', (one, other) => {
    expect(isNewer(one, other)).toBe(false);
    expect(isNewer(other, one)).toBe(false);
  });
});
