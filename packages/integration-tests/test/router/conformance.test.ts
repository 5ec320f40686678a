import { describeProvider } from '@modelport/provider-testkit/vitest';
import { rescuedGroups, rescuedSubjects, subjects } from './conformance-subjects.js';

for (const subject of subjects) describeProvider(subject);
for (const subject of rescuedSubjects) describeProvider(subject, { only: rescuedGroups });
