import type { FilePart, FinishReason, SourceEvent, TokenLogprob, Usage } from '@modelport/core';
import { asCount, asList, asRecord, asText, withoutAbsent } from '@modelport/provider-utils';
import type { WireAnnotation, WireAnswerPart, WireChoice, WireDelta, WireUsage } from './wire.js';

/** Reads a usage object; fields that are missing or no count stay absent. */
export function readUsage(usage: WireUsage): Usage {
  const { prompt_tokens_details: prompt, completion_tokens_details: completion } = usage;
  const inputTokens = asCount(usage.prompt_tokens);
  const outputTokens = asCount(usage.completion_tokens);
  const totalTokens = asCount(usage.total_tokens);
  const cachedInputTokens = asCount(prompt?.cached_tokens) ?? asCount(usage.prompt_cache_hit_tokens);
  const cacheWriteInputTokens = asCount(prompt?.cache_write_tokens);
  const reasoningTokens = asCount(completion?.reasoning_tokens);
  // Field by field, as every answer has one: to filter what is absent costs as much as all the rest of reading it.
  const read: { -readonly [Field in keyof Usage]: Usage[Field] } = { raw: usage };
  if (inputTokens !== undefined) read.inputTokens = inputTokens;
  if (outputTokens !== undefined) read.outputTokens = outputTokens;
  if (totalTokens !== undefined) read.totalTokens = totalTokens;
  if (cachedInputTokens !== undefined) read.cachedInputTokens = cachedInputTokens;
  if (cacheWriteInputTokens !== undefined) read.cacheWriteInputTokens = cacheWriteInputTokens;
  if (reasoningTokens !== undefined) read.reasoningTokens = reasoningTokens;
  return read;
}

/** The words of all servers for why the model stopped. */
const finishReasons: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries({
    stop: 'stop',
    eos: 'stop',
    eos_token: 'stop',
    end_turn: 'stop',
    stop_sequence: 'stop',
    length: 'length',
    max_tokens: 'length',
    model_length: 'length',
    tool_calls: 'tool-calls',
    function_call: 'tool-calls',
    tool_use: 'tool-calls',
    content_filter: 'content-filter',
    safety: 'content-filter',
    refusal: 'content-filter',
  } as const),
);

/** Sorts a finish reason. What is there decides about tool calls: OpenAI says `stop` after a forced call. */
export function readFinishReason(raw: string | undefined, hasToolCalls: boolean): FinishReason {
  const known = raw === undefined ? undefined : finishReasons.get(raw.toLowerCase());
  if (hasToolCalls && (known === undefined || known === 'stop')) return 'tool-calls';
  return known === 'tool-calls' && !hasToolCalls ? 'other' : (known ?? 'other');
}

/** Reads the log probabilities of a choice; `undefined` where there are none. */
export function readLogprobs({ logprobs }: WireChoice): TokenLogprob[] | undefined {
  if (!logprobs) return undefined;
  const content = asList(logprobs.content);
  return content.length === 0 ? undefined : content.map(readLogprob);
}

function readLogprob(wire: unknown): TokenLogprob {
  const { token, logprob, top_logprobs: others } = asRecord(wire) ?? {};
  const read = {
    token: typeof token === 'string' ? token : '',
    logprob: typeof logprob === 'number' ? logprob : Number.NEGATIVE_INFINITY,
  };
  return Array.isArray(others) ? { ...read, alternatives: others.map(readLogprob) } : read;
}

/** Content that came in parts (Mistral), as text and reasoning. */
export function readContentParts(parts: readonly WireAnswerPart[]): { text: string; reasoning: string } {
  let text = '';
  let reasoning = '';
  for (const part of parts) {
    text += asText(part?.text) ?? '';
    const { thinking } = part ?? {};
    reasoning +=
      typeof thinking === 'string' ? thinking : readContentParts(asList<WireAnswerPart>(thinking)).text;
  }
  return { text, reasoning };
}

/** Reads the pages that an answer cites. */
export function readSources(annotations: unknown): SourceEvent[] {
  return asList<WireAnnotation | null>(annotations).flatMap((annotation): SourceEvent[] => {
    const url = asText(annotation?.url_citation?.url);
    const title = asText(annotation?.url_citation?.title);
    const quote = asText(annotation?.url_citation?.content);
    return url === undefined ? [] : [{ type: 'source', url, ...withoutAbsent({ title, quote }) }];
  });
}

/** Reads the images that a model made. */
export function readImages(images: unknown): FilePart[] {
  return asList<NonNullable<WireDelta['images']>[number] | null>(images).flatMap((image): FilePart[] => {
    const url = asText(image?.image_url?.url);
    if (url === undefined) return [];
    const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
    return [
      mediaType !== undefined && data !== undefined
        ? { type: 'file', data, mediaType }
        : { type: 'file', url },
    ];
  });
}
