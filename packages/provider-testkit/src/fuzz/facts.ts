import type { ChatResponse } from '@modelport/core';
import { type Answer, finishOf, joined } from '../conformance/answer.js';

/** What of an answer must not depend on how its bytes arrive. */
export interface Facts {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly { readonly name: string; readonly arguments: unknown }[];
  readonly finishReason: string;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** What was understood. */
export function factsOf({ text, reasoning = '', toolCalls, finishReason, usage }: ChatResponse): Facts {
  const calls = toolCalls.map((call) => ({ name: call.name, arguments: call.arguments }));
  return {
    text,
    reasoning,
    calls,
    finishReason,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
  };
}

/** What was meant. */
export function factsMeant(answer: Answer): Facts {
  const facts = { text: '', reasoning: '', calls: [] as Facts['calls'][number][] };
  for (const part of answer.parts) {
    if ('text' in part) facts.text += joined(part.text);
    else if ('reasoning' in part) facts.reasoning += joined(part.reasoning);
    else {
      const { name, arguments: raw } = part.toolCall;
      facts.calls.push({ name, arguments: JSON.parse(joined(raw)) });
    }
  }
  const { inputTokens, outputTokens } = answer.usage ?? {};
  return { ...facts, finishReason: finishOf(answer), inputTokens, outputTokens };
}
