import { describe, it } from 'vitest';
import { type DescribeProvider, describeProviderWith } from './conformance/describe-provider.js';

/** Registers the conformance cases as vitest's tests. */
export const describeProvider: DescribeProvider = describeProviderWith({ describe, it });
