import type { Breakage } from '../reference/breakage.js';
import { abortBreakages } from './abort.js';
import { capabilitiesBreakages } from './capabilities.js';
import { concurrencyBreakages } from './concurrency.js';
import { definitionBreakages } from './definition.js';
import { deliveryBreakages } from './delivery.js';
import { embeddingsBreakages } from './embeddings.js';
import { errorsBreakages } from './errors.js';
import { falseSuccessBreakages } from './false-success.js';
import { healthBreakages } from './health.js';
import { interruptionsBreakages } from './interruptions.js';
import { leaksBreakages } from './leaks.js';
import { mediaBreakages } from './media.js';
import { messagesBreakages } from './messages.js';
import { modelsBreakages } from './models.js';
import { optionsBreakages } from './options.js';
import { reasoningBreakages } from './reasoning.js';
import { requestsBreakages } from './requests.js';
import { responsesBreakages } from './responses.js';
import { retriesBreakages } from './retries.js';
import { secretsBreakages } from './secrets.js';
import { streamingBreakages } from './streaming.js';
import { structuredOutputBreakages } from './structured-output.js';
import { timersBreakages } from './timers.js';
import { tokenCountsBreakages } from './token-counts.js';
import { toolCallsBreakages } from './tool-calls.js';
import { toolsBreakages } from './tools.js';
import { transportBreakages } from './transport.js';
import { usageBreakages } from './usage.js';

/** For each case of the kit, by its id, a provider that fails it and nothing else. */
export const breakages: Readonly<Record<string, Breakage>> = {
  ...definitionBreakages,
  ...optionsBreakages,
  ...capabilitiesBreakages,
  ...requestsBreakages,
  ...messagesBreakages,
  ...toolsBreakages,
  ...mediaBreakages,
  ...structuredOutputBreakages,
  ...reasoningBreakages,
  ...responsesBreakages,
  ...streamingBreakages,
  ...deliveryBreakages,
  ...toolCallsBreakages,
  ...usageBreakages,
  ...modelsBreakages,
  ...healthBreakages,
  ...embeddingsBreakages,
  ...tokenCountsBreakages,
  ...errorsBreakages,
  ...falseSuccessBreakages,
  ...interruptionsBreakages,
  ...retriesBreakages,
  ...timersBreakages,
  ...abortBreakages,
  ...concurrencyBreakages,
  ...leaksBreakages,
  ...secretsBreakages,
  ...transportBreakages,
};
