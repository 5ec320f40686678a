import type { Histogram, MeterProvider } from '@opentelemetry/api';
import { version } from './version.js';

/** Name under which spans and metrics are made. */
export const scopeName = '@modelport/opentelemetry';

/** The buckets that the conventions recommend, in seconds and in tokens. */
const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokens = Array.from({ length: 14 }, (_, power) => 4 ** power);

/** The metrics of the conventions for clients. */
export interface Instruments {
  readonly duration: Histogram;
  readonly firstChunk: Histogram;
  readonly tokens: Histogram;
}

/** Makes the instruments at a meter provider. */
export function createInstruments(provider: MeterProvider): Instruments {
  const meter = provider.getMeter(scopeName, version);
  const histogram = (name: string, description: string, unit: string, buckets: number[]) =>
    meter.createHistogram(name, { description, unit, advice: { explicitBucketBoundaries: buckets } });
  return {
    duration: histogram('gen_ai.client.operation.duration', 'GenAI operation duration.', 's', seconds),
    firstChunk: histogram(
      'gen_ai.client.operation.time_to_first_chunk',
      'Time from the start of a streamed operation to its first chunk.',
      's',
      seconds,
    ),
    tokens: histogram(
      'gen_ai.client.token.usage',
      'Number of input and output tokens used.',
      '{token}',
      tokens,
    ),
  };
}
