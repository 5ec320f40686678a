import { describeProvider } from '@modelport/provider-testkit/vitest';
import { dialectSubjects } from './conformance.subject.js';

for (const subject of dialectSubjects) describeProvider(subject);
