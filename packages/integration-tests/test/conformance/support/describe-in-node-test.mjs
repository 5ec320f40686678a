// Run by `node --test` in a process of its own. See run-both.ts.
import { describeProvider } from '@modelport/provider-testkit/node-test';

const { file, options } = JSON.parse(process.env['MODELPORT_DESCRIBE'] ?? '{}');
const { subjects } = await import(file);
describeProvider(subjects[0], options);
