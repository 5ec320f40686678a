import { createProviderFromDefinition, type Provider } from '@modelport/core';
import type { MockAnswer, MockOptions } from '@modelport/provider-mock';
import { definition as mock } from '@modelport/provider-mock/definition';
import { type Answer, type ConformanceSubject, finishOf, joined } from '@modelport/provider-testkit';
import { definition } from '../src/definition.js';

/** How a router comes to the answers of a target. */
interface Variant {
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** All targets, where there are more than the one that answers. */
  targets?(answering: Provider): readonly Provider[];
}

const variants: readonly Variant[] = [
  { name: 'router' },
  {
    name: 'router whose first target fails',
    options: { maxRetries: 1 },
    targets: (answering) => [mockOf({ name: 'failing', replies: [{ error: 'BACKEND_ERROR' }] }), answering],
  },
  {
    name: 'router whose first target is silent',
    options: { maxRetries: 1, hedgeAfter: 1 },
    targets: (answering) => [mockOf({ name: 'silent', replies: [{ stall: true }] }), answering],
  },
  {
    name: 'router that has answers continued',
    options: { continuation: true },
    targets: (answering) => [answering, mockOf({ name: 'unused', replies: [] })],
  },
];

/** What the conformance suite is run against: targets without a backend. Those with one are in the integration tests. */
export const subjects: readonly ConformanceSubject[] = variants.map(
  ({ name, options, targets = (answering) => [answering] }) => ({
    definition,
    target: mock,
    name,
    ...(options && { options }),
    replies: (answers) => ({ targets: targets(answeringWith(answers)) }),
    register: () => import('../src/register.js'),
  }),
);

function mockOf(options: MockOptions): Provider {
  return createProviderFromDefinition(mock, { onExhausted: 'repeat-last', ...options });
}

function answeringWith(answers: readonly Answer[]): Provider {
  // Without a script the built-in model answers.
  return mockOf(answers.length === 0 ? {} : { replies: answers.map(replyOf) });
}

/** The mock tells an answer in one order: reasoning, text, tool calls. */
function replyOf(answer: Answer): MockAnswer {
  const { parts, usage, model } = answer;
  return {
    reasoning: parts.map((part) => ('reasoning' in part ? joined(part.reasoning) : '')).join(''),
    text: parts.map((part) => ('text' in part ? joined(part.text) : '')).join(''),
    toolCalls: parts.flatMap((part) => {
      if (!('toolCall' in part)) return [];
      const { id, name, arguments: given } = part.toolCall;
      return { id, name, rawArguments: joined(given) };
    }),
    finishReason: finishOf(answer),
    ...(usage && { usage: { ...usage, totalTokens: usage.inputTokens + usage.outputTokens } }),
    ...(model !== undefined && { model }),
  };
}
