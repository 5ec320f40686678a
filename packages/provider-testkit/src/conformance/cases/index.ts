import type { ConformanceCase } from '../conformance-case.js';
import { abortCases } from './abort.js';
import { capabilitiesCases } from './capabilities.js';
import { concurrencyCases } from './concurrency.js';
import { definitionCases } from './definition.js';
import { deliveryCases } from './delivery.js';
import { embeddingsCases } from './embeddings.js';
import { errorsCases } from './errors.js';
import { falseSuccessCases } from './false-success.js';
import { healthCases } from './health.js';
import { interruptionsCases } from './interruptions.js';
import { leaksCases } from './leaks.js';
import { mediaCases } from './media.js';
import { messagesCases } from './messages.js';
import { modelsCases } from './models.js';
import { optionsCases } from './options.js';
import { reasoningCases } from './reasoning.js';
import { requestsCases } from './requests.js';
import { responsesCases } from './responses.js';
import { retriesCases } from './retries.js';
import { secretsCases } from './secrets.js';
import { streamingCases } from './streaming.js';
import { structuredOutputCases } from './structured-output.js';
import { timersCases } from './timers.js';
import { tokenCountsCases } from './token-counts.js';
import { toolCallsCases } from './tool-calls.js';
import { toolsCases } from './tools.js';
import { transportCases } from './transport.js';
import { usageCases } from './usage.js';

/** The kit's cases, in the order in which they are run and listed. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...definitionCases,
  ...optionsCases,
  ...capabilitiesCases,
  ...requestsCases,
  ...messagesCases,
  ...toolsCases,
  ...mediaCases,
  ...structuredOutputCases,
  ...reasoningCases,
  ...responsesCases,
  ...streamingCases,
  ...deliveryCases,
  ...toolCallsCases,
  ...usageCases,
  ...modelsCases,
  ...healthCases,
  ...embeddingsCases,
  ...tokenCountsCases,
  ...errorsCases,
  ...falseSuccessCases,
  ...interruptionsCases,
  ...retriesCases,
  ...timersCases,
  ...abortCases,
  ...concurrencyCases,
  ...leaksCases,
  ...secretsCases,
  ...transportCases,
];
