import type { AssistantPart, ChatResponse, DriverContext, ProviderError } from '@modelport/core';
import { readUsage, type WireUsage } from '@modelport/provider-openai-compatible/extend';
import { asList, asRecord, asText, withoutAbsent } from '@modelport/provider-utils';
import { withCost } from './cost.js';

/**
 * What a plain answer says although it failed, in text: where a provider breaks off, OpenRouter hands over what had come,
 * beside the error, and charges for it. (Of a stream, core has it.)
 */
export function partialAnswer(
  body: unknown,
  { headers = {} }: ProviderError,
  { name, type }: DriverContext,
): ChatResponse | undefined {
  const answer = asRecord(body);
  const message = asRecord(asRecord(asList(answer?.['choices'])[0])?.['message']);
  const text = asText(message?.['content']);
  const reasoning = asText(message?.['reasoning']);
  if (text === undefined && reasoning === undefined) return undefined;
  const content: AssistantPart[] = [];
  if (reasoning !== undefined) content.push({ type: 'reasoning', text: reasoning });
  if (text !== undefined) content.push({ type: 'text', text });
  const model = asText(answer?.['model']);
  const usage = asRecord(answer?.['usage']);
  return {
    text: text ?? '',
    toolCalls: [],
    message: { role: 'assistant', content, from: { provider: name, type, ...withoutAbsent({ model }) } },
    finishReason: 'other',
    usage: { cost: null, ...(usage && withCost(readUsage(usage as WireUsage))) },
    headers,
    provider: name,
    warnings: [],
    attempts: [],
    ...withoutAbsent({ reasoning, model, id: asText(answer?.['id']) }),
  };
}
