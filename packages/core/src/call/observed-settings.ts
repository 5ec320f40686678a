import type { DriverEmbedRequest, DriverRequest, ObservedSettings } from '../contract.js';
import { defined } from '../defined.js';

/** What observers may know of a request: nothing of its content. */
export function observedSettings(request: DriverRequest | DriverEmbedRequest | undefined): ObservedSettings {
  if (!request) return {};
  if ('input' in request) return defined({ inputs: request.input.length, dimensions: request.dimensions });
  const { temperature, topP, topK, minP, presencePenalty, frequencyPenalty, maxTokens, seed } = request;
  const { logprobs, parallelToolCalls, reasoning, messages, tools, responseFormat } = request;
  return defined({
    ...{ temperature, topP, topK, minP, presencePenalty, frequencyPenalty, maxTokens, seed },
    ...{ logprobs, parallelToolCalls, reasoning },
    responseFormat: responseFormat?.type,
    inputs: messages.length,
    tools: tools?.length,
  });
}
