import type { JsonValue } from '@modelport/core';
import type { AnswerExtras, ExtraFacts, WireAnswer } from '@modelport/provider-openai-compatible/extend';
import { asList, asRecord, asText, type JsonRecord } from '@modelport/provider-utils';
import { readCost } from './cost.js';
import { ReasoningDetails, readableText } from './reasoning-details.js';

/** What is handed on, under its own name, in the `providerData` of the finish. */
const answerFields = ['provider', 'service_tier', 'openrouter_metadata', 'debug'] as const;

/** Makes a reader of what OpenRouter adds to an answer: reasoning details, cost, and who really answered. */
export function createAnswerExtras(): AnswerExtras {
  const reader = new ExtrasReader();
  return (answer) => reader.read(answer);
}

class ExtrasReader {
  readonly #details = new ReasoningDetails();
  /** One object for the whole answer, in which they grow. What was parsed from JSON is JSON. */
  readonly #detailsData = { reasoning_details: this.#details.items as JsonValue[] };
  /** Whether reasoning came as text beside its details. */
  #hasText = false;
  #finishData: Record<string, JsonValue> | undefined;

  read(answer: WireAnswer & JsonRecord): ReturnType<AnswerExtras> {
    const choice = asRecord(asList(answer.choices)[0]);
    const cost = readCost(asRecord(answer.usage));
    return {
      ...this.#readReasoning(choice),
      finishData: this.#readFinishData(answer, choice),
      usage: cost && { cost },
    };
  }

  #readReasoning(
    choice: JsonRecord | undefined,
  ): Pick<ExtraFacts, 'reasoning' | 'reasoningData'> | undefined {
    const delta = asRecord(choice?.['delta']);
    const said = delta ?? asRecord(choice?.['message']);
    if (said === undefined) return undefined;
    const hasText =
      asText(said['reasoning']) !== undefined || asText(said['reasoning_content']) !== undefined;
    const isFirstText = hasText && !this.#hasText;
    this.#hasText ||= hasText;
    const details = asList(said['reasoning_details']);
    if (details.length === 0) {
      // The same mark that text alone gets, but early: details that come later find the part still open.
      const isMark = isFirstText && this.#details.items.length === 0;
      return isMark ? { reasoningData: { field: 'reasoning' } } : undefined;
    }
    if (delta === undefined) this.#details.addWhole(details);
    else this.#details.addFragments(details);
    return {
      reasoningData: this.#detailsData,
      // The text comes in both forms, or in this one alone.
      reasoning: this.#hasText ? undefined : asText(readableText(details)),
    };
  }

  #readFinishData(answer: JsonRecord, choice: JsonRecord | undefined): JsonValue | undefined {
    for (const name of answerFields) this.#keep(name, answer[name]);
    this.#keep('native_finish_reason', choice?.['native_finish_reason']);
    const said = asRecord(choice?.['delta'] ?? choice?.['message']);
    const files = asList(said?.['annotations']).filter((item) => asRecord(item)?.['type'] !== 'url_citation');
    if (files.length > 0) this.#keep('annotations', [...asList(this.#finishData?.['annotations']), ...files]);
    return this.#finishData;
  }

  #keep(name: string, value: unknown): void {
    if (value === undefined || value === null) return;
    this.#finishData ??= {};
    this.#finishData[name] = value as JsonValue;
  }
}
