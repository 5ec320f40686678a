import { registerHooks } from 'node:module';

// The parser imports its JSON without saying so, which bundlers accept and Node does not.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  '@actions/workflow-parser'
);

/**
 * What GitHub's own parser says of a workflow: keys that do not exist, wrong values, broken expressions.
 *
 * @param {import('./read-workflow.mjs').Workflow} workflow
 * @returns {Promise<string[]>}
 */
export async function formProblems({ file, text }) {
  const { context, value } = parseWorkflow({ name: file, content: text }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  const messages = context.errors.getErrors().map(({ message }) => message);
  return [...new Set(messages)];
}
