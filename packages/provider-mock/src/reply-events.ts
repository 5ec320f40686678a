import { type ChatEvent, type DriverRequest, ProviderError, type Usage } from '@modelport/core';
import type { BackendStyle, MockFlavour } from './flavour.js';
import { flavouredError } from './flavour-errors.js';
import type { MockAnswer, MockError } from './mock-reply.js';
import { requestText } from './request-text.js';
import { countWords, splitText } from './split-text.js';

/** What the events of an answer are made from, beside the answer. */
export interface ReplyContext {
  readonly request: DriverRequest;
  /** Number of the request, counted from 1. */
  readonly number: number;
  readonly model: string;
  readonly style: BackendStyle;
  readonly flavour?: MockFlavour | undefined;
  /** Characters of a delta; a word without it. */
  readonly chunkSize?: number | undefined;
}

/** The events of an answer's content, `start` first. */
export function* contentEvents(
  answer: MockAnswer,
  context: ReplyContext,
): Generator<ChatEvent, void, undefined> {
  const { number, style, chunkSize } = context;
  yield { type: 'start', id: style.responseId(number), model: answer.model ?? context.model };
  let part = 0;
  if (answer.reasoning) {
    for (const text of splitText(answer.reasoning, chunkSize)) yield { type: 'reasoning-delta', part, text };
    part++;
  }
  if (answer.text) {
    for (const text of splitText(answer.text, chunkSize)) yield { type: 'text-delta', part, text };
    part++;
  }
  for (const [index, call] of (answer.toolCalls ?? []).entries()) {
    yield { type: 'tool-call-start', part, id: call.id ?? style.callId(number, index), name: call.name };
    for (const argumentsDelta of splitText(argumentsText(call), chunkSize)) {
      yield { type: 'tool-call-delta', part, argumentsDelta };
    }
    part++;
  }
  for (const source of answer.sources ?? []) yield { type: 'source', ...source };
}

/** The events that end an answer. */
export function closingEvents(answer: MockAnswer, context: ReplyContext): readonly ChatEvent[] {
  const finishReason = answer.finishReason ?? (answer.toolCalls?.length ? 'tool-calls' : 'stop');
  const rawFinishReason = context.style.finishWord(finishReason);
  return [
    { type: 'usage', usage: usageOf(answer, context) },
    { type: 'finish', finishReason, rawFinishReason },
  ];
}

/** Whether an answer tells anything before it fails or falls silent. */
export function hasContent({ reasoning, text, toolCalls, sources }: MockAnswer): boolean {
  return Boolean(reasoning || text || toolCalls?.length || sources?.length);
}

/** The error that a script wants, as a backend of the flavour would tell it. */
export function scriptedError(
  given: NonNullable<MockAnswer['error']>,
  { number, flavour }: Pick<ReplyContext, 'number' | 'flavour'>,
  inStream: boolean,
): ProviderError {
  const error: MockError = typeof given === 'string' ? { code: given } : given;
  const flavoured = flavour && flavouredError(flavour, error, number, inStream);
  if (flavoured) return flavoured;
  return new ProviderError({
    ...error,
    message: error.message ?? `The mock's script wants ${error.code} here.`,
  });
}

function usageOf(answer: MockAnswer, { request, style }: ReplyContext): Usage {
  if (answer.usage) return answer.usage;
  const inputTokens = countWords(requestText(request));
  const reasoningTokens = countWords(answer.reasoning ?? '');
  const calls = (answer.toolCalls ?? []).map((call) => `${call.name} ${argumentsText(call)}`);
  const outputTokens = countWords([answer.reasoning, answer.text, ...calls].join(' '));
  const usage: Usage = {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    ...(answer.reasoning && { reasoningTokens }),
  };
  const raw = style.rawUsage(usage);
  return raw === undefined ? usage : { ...usage, raw };
}

function argumentsText(call: NonNullable<MockAnswer['toolCalls']>[number]): string {
  return call.rawArguments ?? JSON.stringify(call.arguments ?? {});
}
