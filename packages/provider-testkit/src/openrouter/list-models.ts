import type { Json } from '../openai/chat-wire.js';
import { describeModel, type FakeOpenRouterModel } from './openrouter-models.js';

/** OpenRouter's own address, which is not that of the fake: whoever follows the link with a key would send it there. */
const ownAddress = 'https://openrouter.ai/api/v1/models';

/**
 * The answer of `GET /models`: by default models that write text, all in one; in pages where `limit` or `pageSize` is given.
 */
export function listModels(
  models: readonly FakeOpenRouterModel[],
  query: URLSearchParams,
  pageSize: number | undefined,
): Json {
  const modalities = query.get('output_modalities')?.split(',') ?? ['text'];
  const parameters = query.get('supported_parameters')?.split(',') ?? [];
  const words = query.get('q')?.toLowerCase() ?? '';
  const found = models.filter(({ id, outputModalities = ['text'], endpoints }) => {
    const known = endpoints.flatMap(({ supportedParameters }) => supportedParameters);
    const makes = modalities.includes('all') || outputModalities.some((kind) => modalities.includes(kind));
    return makes && parameters.every((name) => known.includes(name)) && id.toLowerCase().includes(words);
  });
  const limit = Number(query.get('limit') ?? pageSize ?? found.length);
  const offset = Number(query.get('offset') ?? 0);
  const rest = new URLSearchParams(query);
  rest.set('offset', String(offset + limit));
  rest.set('limit', String(limit));
  return {
    data: found.slice(offset, offset + limit).map(describeModel),
    total_count: found.length,
    links: { next: offset + limit < found.length ? `${ownAddress}?${rest}` : null },
  };
}
