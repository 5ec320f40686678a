import { type CallContext, type DriverRequest, type ProviderDriver, ProviderError } from '@modelport/core';
import { decodeBase64Floats, readJson, type TransportResponse } from '@modelport/provider-utils';

/** What the side calls need of the driver. */
export interface SideCallTools {
  readonly model: string | undefined;
  send(path: string, call: CallContext, body?: object): Promise<TransportResponse>;
  bodyOf(request: DriverRequest, call: CallContext): object;
}

/** The header in which the backend tells its version. */
export const VERSION_HEADER = 'x-backend-version';

type SideCalls = Required<Pick<ProviderDriver, 'listModels' | 'checkHealth' | 'embed' | 'countTokens'>>;

/** All that the reference provider does beside chats. */
export function createSideCalls({ model: wanted, send, bodyOf }: SideCallTools): SideCalls {
  const list = async (call: CallContext) => {
    const response = await send('/models', call);
    const { data } = ((await readJson(response)) ?? {}) as { data?: { id: string }[] };
    if (!Array.isArray(data)) throw notAnAnswer();
    const version = response.headers.get(VERSION_HEADER);
    return { models: data.map(({ id }) => ({ id })), version };
  };
  return {
    listModels: async (call) => (await list(call)).models,
    async checkHealth(call) {
      const { models, version } = await list(call);
      const hasModel = models.some(({ id }) => id === wanted);
      return { reachable: true, hasModel, modelId: hasModel ? wanted : undefined, version };
    },
    async embed({ model, input, dimensions }, call) {
      const response = await send('/embeddings', call, { model, input, dimensions });
      const answer = ((await readJson(response)) ?? {}) as WireEmbeddings;
      if (!Array.isArray(answer.data)) throw notAnAnswer();
      const embeddings: (readonly number[])[] = [];
      for (const { index, embedding } of answer.data) embeddings[index] = readVector(embedding);
      const { prompt_tokens: inputTokens, total_tokens: totalTokens } = answer.usage ?? {};
      return { embeddings, model: answer.model, usage: { inputTokens, totalTokens } };
    },
    async countTokens(request, call) {
      const answer = await readJson(await send('/count', call, bodyOf(request, call)));
      const { count } = (answer ?? {}) as { count?: unknown };
      if (typeof count !== 'number') throw notAnAnswer();
      return count;
    },
  };
}

interface WireEmbeddings {
  readonly data?: readonly { readonly index: number; readonly embedding: unknown }[];
  readonly model?: string;
  readonly usage?: { readonly prompt_tokens: number; readonly total_tokens: number };
}

function readVector(embedding: unknown): readonly number[] {
  if (typeof embedding === 'string') return decodeBase64Floats(embedding);
  if (Array.isArray(embedding) && embedding.every((value) => typeof value === 'number')) return embedding;
  throw notAnAnswer();
}

/** The error of an answer that is none. */
export function notAnAnswer(): ProviderError {
  return new ProviderError({ code: 'RESPONSE_INVALID', message: 'The reference backend sent no answer.' });
}
