import {
  type CallContext,
  type FinishReason,
  ProviderError,
  type Timings,
  type Usage,
} from '@modelport/core';
import { asRecord, asText, withoutAbsent } from '@modelport/provider-utils';
import type { Connection } from './connection.js';
import { sendWithinContext } from './context-overflow.js';
import { checkModel } from './model-name.js';
import type { OllamaOptions } from './options.js';
import type { WireAnswer } from './wire.js';
import { readFinishReason, readTimings, readUsage } from './wire-facts.js';

/** A text to go on with, or a gap in one to fill. */
export interface GenerateInput {
  /** What stands before. */
  readonly prompt: string;
  /** What stands behind the gap; for models whose capabilities hold `insert`. */
  readonly suffix?: string | undefined;
  /** Hands the prompt on as it is, without the model's template. Default: false. */
  readonly raw?: boolean | undefined;
  /** Default: the provider's. */
  readonly model?: string | undefined;
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  /** Fields added to the body of the request as they are, by Ollama's names: `system`, `think`, … */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/** What the model wrote. */
export interface GenerateResult {
  readonly text: string;
  readonly reasoning?: string;
  readonly finishReason: FinishReason;
  readonly usage: Usage;
  readonly timings: Timings;
  readonly model?: string;
}

/**
 * Asks `POST /api/generate`, in one piece: the server stops where the connection is closed, streamed or not.
 * @throws ProviderError `REQUEST_INVALID` without a prompt, `NOT_SUPPORTED` for a model that cannot fill gaps.
 */
export async function generate(
  connection: Connection,
  options: OllamaOptions,
  input: GenerateInput,
  call: CallContext,
): Promise<GenerateResult> {
  const body = toGenerateBody(input, options);
  const choice = { onContextOverflow: options.onContextOverflow ?? 'warn' };
  const send = (truncate: boolean) =>
    connection.json(
      { path: '/api/generate', body: { ...body, truncate, ...input.extraBody, stream: false } },
      call,
    );
  return readGenerated(await sendWithinContext(send, choice, call));
}

function toGenerateBody(input: GenerateInput, options: OllamaOptions): object {
  const { prompt, suffix, raw, model = options.model, ...settings } = Object(input) as GenerateInput;
  if (typeof prompt !== 'string' || prompt === '') {
    throw new ProviderError({
      code: 'REQUEST_INVALID',
      setting: 'generate.prompt',
      message: 'extras.generate needs a prompt: { prompt: "def add(a, b):", suffix: "return total" }.',
    });
  }
  return {
    model: checkModel(model, 'generate'),
    prompt,
    stream: false,
    ...withoutAbsent({ suffix, raw, keep_alive: options.keepAlive }),
    options: withoutAbsent({
      num_ctx: options.numCtx,
      num_predict: settings.maxTokens,
      temperature: settings.temperature,
      stop: settings.stop,
      seed: settings.seed,
    }),
  };
}

function readGenerated(body: unknown): GenerateResult {
  const wire = asRecord(body) ?? {};
  const text = wire['response'];
  if (typeof text !== 'string') {
    throw new ProviderError({
      code: 'RESPONSE_INVALID',
      message: 'The answer holds no text. Is baseUrl that of an Ollama?',
    });
  }
  const answer: WireAnswer = wire;
  return {
    text,
    finishReason: readFinishReason(asText(answer.done_reason), false),
    usage: readUsage(answer),
    timings: readTimings(answer),
    ...withoutAbsent({ reasoning: asText(wire['thinking']), model: asText(answer.model) }),
  };
}
