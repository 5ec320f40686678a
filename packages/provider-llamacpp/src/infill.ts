import { type FinishReason, ProviderError, type Timings, type Usage } from '@modelport/core';
import { asCount, asRecord, asText, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';
import { checkInput } from './check-input.js';
import { readTimings } from './from-wire.js';

/** A gap in a text, mostly in code, for the model to fill. */
export interface InfillInput {
  /** What stands before the gap. */
  readonly prefix: string;
  /** What stands behind it. */
  readonly suffix: string;
  /** Other files that help, the most useful last. */
  readonly context?: readonly { readonly filename?: string | undefined; readonly text: string }[] | undefined;
  /** What the filling begins with. */
  readonly prompt?: string | undefined;
  /** Most tokens of the filling. Default: the server's. */
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  /** Model of a router. Default: the provider's. */
  readonly model?: string | undefined;
  /** Fields added to the request body as they are, by llama.cpp's names: `t_max_predict_ms`, `samplers`, … */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/** The filling of a gap. */
export interface InfillResult {
  readonly text: string;
  readonly finishReason: Extract<FinishReason, 'stop' | 'length'>;
  readonly usage: Usage;
  readonly timings?: Timings;
  readonly model?: string;
}

/**
 * Writes the body of an `/infill` request. It streams, because the server notices a closed connection only then.
 * @throws ProviderError `REQUEST_INVALID` without the texts around the gap.
 */
export function toInfillBody(input: InfillInput): Record<string, unknown> {
  const { prefix, suffix, context = [], prompt, extraBody, ...settings } = Object(input) as InfillInput;
  const areTexts = typeof prefix === 'string' && typeof suffix === 'string';
  checkInput('infill', areTexts, '{ prefix: text, suffix: text }');
  const areFiles = Array.isArray(context) && context.every((file) => typeof file?.text === 'string');
  checkInput('infill', areFiles, 'a list of { filename, text } as context');
  return {
    input_prefix: prefix,
    input_suffix: suffix,
    ...withoutAbsent({
      input_extra: context.length > 0 ? context : undefined,
      prompt,
      n_predict: settings.maxTokens,
      temperature: settings.temperature,
      top_p: settings.topP,
      top_k: settings.topK,
      stop: settings.stop,
      seed: settings.seed,
    }),
    ...extraBody,
    stream: true,
  };
}

/** Collects the events of `/infill`. @throws ProviderError `STREAM_INTERRUPTED` where the last one never came. */
export async function readInfill(events: AsyncIterable<JsonRecord>): Promise<InfillResult> {
  let text = '';
  for await (const event of events) {
    text += asText(event['content']) ?? '';
    if (event['stop'] === true) return { text, ...readEnd(event) };
  }
  throw new ProviderError({
    code: 'STREAM_INTERRUPTED',
    message: `llama-server closed the connection after ${text.length} characters of the filling.`,
  });
}

function readEnd(event: JsonRecord): Omit<InfillResult, 'text'> {
  const inputTokens = asCount(event['tokens_evaluated']);
  const outputTokens = asCount(event['tokens_predicted']);
  const timings = asRecord(event['timings']);
  return {
    finishReason: event['stop_type'] === 'limit' ? 'length' : 'stop',
    usage: withoutAbsent({ inputTokens, outputTokens }),
    ...withoutAbsent({ timings: timings && readTimings(timings), model: asText(event['model']) }),
  };
}
