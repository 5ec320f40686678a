import { describeProvider } from '@modelport/provider-testkit/vitest';
import { cloudSubjects } from './conformance.subject.js';

for (const subject of cloudSubjects) describeProvider(subject);
