import type { PriceCatalog, PriceQuery, Usage } from '@modelport/core';
import { calcPrice, type PriceCalculation } from '@pydantic/genai-prices';
import { catalogProvider } from './catalog-provider.js';
import { hasNoFixedPrice, isReleaseOf, namesModel } from './names-model.js';

/**
 * What tokens cost, from the price list of `@pydantic/genai-prices` that is installed; no network. Knows a price where
 * both the host and the model are known for certain, and all tokens are counted. Prices of a tier count for the whole
 * answer, and those that hang on the time of day are those of now.
 */
export const prices: PriceCatalog = { priceOf };

/** Service tiers of the listed prices, by the names of OpenAI, Anthropic and Groq. */
const usualTiers = new Set(['default', 'standard', 'on_demand']);

function priceOf(query: PriceQuery): ReturnType<PriceCatalog['priceOf']> {
  const { usage } = query;
  const providerId = catalogProvider(query);
  if (providerId === undefined || isPricedOtherwise(usage.raw)) return undefined;
  for (const name of namesOf(query, providerId)) {
    const found = calculate(usage, name, providerId);
    if (found === undefined) continue;
    return { total: found.total_price, input: found.input_price, output: found.output_price };
  }
  return undefined;
}

/** Names under which the model may be listed, the surest first. */
function namesOf({ model, requestedModel }: PriceQuery, providerId: string): string[] {
  // There a request names a deployment, which may be called like any model: only an answer that names another is sure.
  if (providerId === 'azure') return requestedModel === undefined ? [] : [model];
  // A release that the list does not have yet is what the name that was asked for stands for today.
  const isNew = requestedModel !== undefined && isReleaseOf(model, requestedModel);
  return isNew ? [model, requestedModel] : [model];
}

function calculate(usage: Usage, model: string, providerId: string): PriceCalculation | undefined {
  const { inputTokens, cachedInputTokens, cacheWriteInputTokens } = usage;
  if (inputTokens === undefined || hasNoFixedPrice(model)) return undefined;
  const outputTokens = allOutputTokens(usage);
  const counts = {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cache_read_tokens: cachedInputTokens,
    cache_write_tokens: cacheWriteInputTokens,
  };
  const found = calcPrice(counts, model, { providerId });
  if (!found || !namesModel(found.model.match, model)) return undefined;
  const { input_mtok: input, output_mtok: output } = found.model_price;
  // An entry without prices is a model that is free, or one whose price nobody has entered.
  if (input === undefined && output === undefined) return model.endsWith(':free') ? found : undefined;
  return output !== undefined && outputTokens === undefined ? undefined : found;
}

/** All that the model wrote; `undefined` where tokens are left over that nobody has counted. */
function allOutputTokens({
  inputTokens = 0,
  outputTokens,
  totalTokens,
  reasoningTokens = 0,
}: Usage): number | undefined {
  // Of embeddings, backends count the input and the total alone.
  if (outputTokens === undefined) return totalTokens === inputTokens ? 0 : undefined;
  const left = totalTokens === undefined ? 0 : totalTokens - inputTokens - outputTokens;
  if (left === 0) return outputTokens;
  // xAI does not count what the model thought as output, but bills it so.
  return left === reasoningTokens ? outputTokens + left : undefined;
}

/** Whether a backend says of its counts that other prices hold: those of audio, of images, or of another service tier. */
function isPricedOtherwise(raw: unknown): boolean {
  const { prompt_tokens_details, completion_tokens_details, service_tier: tier } = fieldsOf(raw);
  const hasOtherTokens = [prompt_tokens_details, completion_tokens_details].some((details) => {
    const { audio_tokens, image_tokens } = fieldsOf(details);
    return Number(audio_tokens) > 0 || Number(image_tokens) > 0;
  });
  return hasOtherTokens || (typeof tier === 'string' && !usualTiers.has(tier));
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => Object(value);
