import type { ObservedSettings, ObserveEvent, Usage } from '@modelport/core';
import type { Attributes } from '@opentelemetry/api';

/** Operations that the conventions know, by ours. Others (lists of models, health, extras) are no GenAI operations. */
const operations: Readonly<Record<string, string>> = { chat: 'chat', stream: 'chat', embed: 'embeddings' };

/** Well-known provider names that differ from our types. */
const providerNames: Readonly<Record<string, string>> = {
  'azure-openai': 'azure.ai.openai',
  mistral: 'mistral_ai',
  xai: 'x_ai',
};

/** What the conventions call why a model stopped. */
const finishReasons: Readonly<Record<string, string>> = {
  'content-filter': 'content_filter',
  'tool-calls': 'tool_call',
};

/** The conventions' name of an operation; `undefined` where they have none. */
export function operationName({ operation }: ObserveEvent): string | undefined {
  return Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

/** What spans and metrics of a call have in common. */
export function commonAttributes(event: ObserveEvent): Attributes {
  const url = URL.parse(event.baseUrl ?? '');
  return {
    'gen_ai.operation.name': operationName(event),
    'gen_ai.provider.name': providerNames[event.providerType] ?? event.providerType,
    'gen_ai.request.model': event.model,
    'server.address': url?.hostname.replace(/^\[|\]$/g, ''),
    'server.port': url ? Number(url.port) || (url.protocol === 'https:' ? 443 : 80) : undefined,
  };
}

/** How the request is set. */
export function requestAttributes(settings: ObservedSettings, event: ObserveEvent): Attributes {
  return {
    'gen_ai.request.temperature': settings.temperature,
    'gen_ai.request.top_p': settings.topP,
    'gen_ai.request.top_k': settings.topK,
    'gen_ai.request.presence_penalty': settings.presencePenalty,
    'gen_ai.request.frequency_penalty': settings.frequencyPenalty,
    'gen_ai.request.max_tokens': settings.maxTokens,
    'gen_ai.request.seed': settings.seed,
    'gen_ai.request.stream': event.operation === 'stream' || undefined,
    'gen_ai.output.type': settings.responseFormat,
    'gen_ai.embeddings.dimension.count': settings.dimensions,
    'modelport.provider.name': event.provider,
    'modelport.request.id': event.requestId,
  };
}

/** How the call ended. */
export function endAttributes(event: Extract<ObserveEvent, { readonly type: 'call-end' }>): Attributes {
  const { id, model, finishReason, requestId, status } = event.response ?? {};
  return {
    'gen_ai.response.id': id,
    'gen_ai.response.model': model,
    'gen_ai.response.finish_reasons': finishReason && [finishReasons[finishReason] ?? finishReason],
    'http.response.status_code': status,
    'modelport.response.request_id': requestId,
    'modelport.attempts': event.attempt > 1 ? event.attempt : undefined,
    'error.type': event.error?.code,
    ...usageAttributes(event.usage),
  };
}

function usageAttributes({ cost, ...usage }: Usage = {}): Attributes {
  return {
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cachedInputTokens,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheWriteInputTokens,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
    // The conventions have no cost.
    'modelport.usage.cost': cost?.total,
    'modelport.usage.cost_source': cost?.source,
  };
}
