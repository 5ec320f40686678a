import { type Answer, type ConformanceSubject, finishOf, joined } from '@modelport/provider-testkit';
import { definition } from '../src/definition.js';
import type { MockAnswer, MockToolCall } from '../src/mock-reply.js';

const plain: ConformanceSubject = {
  definition,
  replies: (answers) => {
    // Without a script the built-in model answers.
    if (answers.length === 0) return {};
    return { replies: answers.map(toReply), onExhausted: 'repeat-last' };
  },
  register: () => import('../src/register.js'),
};

/** What the conformance suite is run against: the mock has no backend, so answers are scripted by its options. */
export const subjects: readonly ConformanceSubject[] = [
  plain,
  { ...plain, name: "mock with OpenAI's flavour", options: { flavour: 'openai' } },
  { ...plain, name: "mock with vLLM's flavour", options: { flavour: 'vllm', chunkSize: 3 } },
];

/** The mock tells an answer in one order: reasoning, text, tool calls. */
function toReply(answer: Answer): MockAnswer {
  const texts: string[] = [];
  const thoughts: string[] = [];
  const toolCalls: MockToolCall[] = [];
  for (const part of answer.parts) {
    if ('text' in part) texts.push(joined(part.text));
    else if ('reasoning' in part) thoughts.push(joined(part.reasoning));
    else {
      const { id, name, arguments: given } = part.toolCall;
      toolCalls.push({ id, name, rawArguments: joined(given) });
    }
  }
  const { usage, model } = answer;
  return {
    reasoning: thoughts.join(''),
    text: texts.join(''),
    toolCalls,
    finishReason: finishOf(answer),
    ...(usage && { usage: { ...usage, totalTokens: usage.inputTokens + usage.outputTokens } }),
    ...(model !== undefined && { model }),
  };
}
