import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { createProviderFromDefinition, type Provider } from '@modelport/core';
import { createLanguageModel } from './language-model.js';
import { createPeerDefinition } from './language-model-driver.js';

/** All counts that the peer knows. */
export const usage: LanguageModelV4GenerateResult['usage'] = {
  inputTokens: { total: 20, noCache: 5, cacheRead: 12, cacheWrite: 3 },
  outputTokens: { total: 9, text: 5, reasoning: 4 },
  raw: { tokens: 29 },
};
/** The end of a stream that went well. */
export const finish: LanguageModelV4StreamPart = {
  type: 'finish',
  usage,
  finishReason: { unified: 'tool-calls', raw: 'tool_use' },
  providerMetadata: { acme: { tier: 'fast' } },
};

/** What a scripted model answers. */
export interface Script {
  readonly parts?: readonly LanguageModelV4StreamPart[];
  readonly result?: Partial<LanguageModelV4GenerateResult>;
  readonly failure?: unknown;
}

/** A model that follows a script and keeps the calls it got. */
export function scripted({ parts = [], result, failure }: Script): {
  model: LanguageModelV4;
  calls: LanguageModelV4CallOptions[];
} {
  const calls: LanguageModelV4CallOptions[] = [];
  const model: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'acme',
    modelId: 'acme-1',
    supportedUrls: {},
    async doGenerate(call) {
      calls.push(call);
      if (failure) throw failure;
      return {
        content: [],
        finishReason: { unified: 'stop', raw: undefined },
        usage,
        warnings: [],
        ...result,
      };
    },
    async doStream(call) {
      calls.push(call);
      if (failure) throw failure;
      return {
        stream: new ReadableStream({
          start(controller) {
            for (const part of parts) controller.enqueue(part);
            controller.close();
          },
        }),
        response: { headers: { 'x-served-by': 'acme' } },
      };
    },
  };
  return { model, calls };
}

/** The peer's model as a provider of ours. */
export function ours(model: LanguageModelV4): Provider {
  return createProviderFromDefinition(createPeerDefinition(model), { maxRetries: 0 });
}

/** The peer's model, through our driver and core, as a model of the peer again. */
export function thereAndBack(model: LanguageModelV4): LanguageModelV4 {
  return createLanguageModel(ours(model), model.modelId);
}

/** Reads a model's stream to its end. */
export async function collect(
  model: LanguageModelV4,
  call: Partial<LanguageModelV4CallOptions> = {},
): Promise<{ parts: LanguageModelV4StreamPart[]; headers: Readonly<Record<string, string>> | undefined }> {
  const { stream, response } = await model.doStream({ prompt: [question], ...call });
  const parts: LanguageModelV4StreamPart[] = [];
  for await (const part of stream as AsyncIterable<LanguageModelV4StreamPart>) parts.push(part);
  return { parts, headers: response?.headers };
}

/** What is asked where it does not matter. */
export const question: LanguageModelV4Prompt[number] = {
  role: 'user',
  content: [{ type: 'text', text: 'Weather?' }],
};
