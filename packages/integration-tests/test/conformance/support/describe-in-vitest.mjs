// Run by vitest in a process of its own. See run-both.ts.
import { describeProvider } from '@modelport/provider-testkit/vitest';

const { file, options } = JSON.parse(process.env['MODELPORT_DESCRIBE'] ?? '{}');
const { subjects } = await import(/* @vite-ignore */ file);
describeProvider(subjects[0], options);
