import { describe, it } from 'node:test';
import { type DescribeProvider, describeProviderWith } from './conformance/describe-provider.js';

/** Registers the conformance cases as tests of `node:test`. */
export const describeProvider: DescribeProvider = describeProviderWith({
  describe,
  it: (name, test, timeout) => it(name, { timeout }, test),
});
