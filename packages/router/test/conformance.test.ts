import { describeProvider } from '@modelport/provider-testkit/vitest';
import { subjects } from './conformance.subject.js';

for (const subject of subjects) describeProvider(subject);
