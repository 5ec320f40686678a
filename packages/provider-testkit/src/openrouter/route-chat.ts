import type { Json } from '../openai/chat-wire.js';
import { isObject } from '../openai/checks.js';
import { Refusal } from '../openai/refusal.js';
import type { FakeOpenRouterEndpoint, FakeOpenRouterModel } from './openrouter-models.js';

/** Who answers a request. */
export interface ChosenRoute {
  readonly model: FakeOpenRouterModel;
  readonly endpoint: FakeOpenRouterEndpoint;
}

/**
 * Picks the model and the provider for a request, by `model`, `models` and `provider`.
 *
 * @throws Refusal for a model that is not known, preferences that leave nobody, or where all that are left are down
 */
export function routeChat(body: Json, models: ReadonlyMap<string, FakeOpenRouterModel>): ChosenRoute {
  const wanted = [body['model'], ...(Array.isArray(body['models']) ? body['models'] : [])].map(String);
  const offered = wanted.map((id) => models.get(id) ?? unknownModel(id));
  const fitting = offered.flatMap((model) => fittingEndpoints(model, body));
  if (fitting.length === 0) throw noEndpoints(wanted);
  const up = fitting.find(({ endpoint }) => !endpoint.down);
  if (up !== undefined) return up;
  throw new Refusal({
    status: 503,
    message: 'There is no available model provider that meets your routing requirements',
    details: {
      metadata: {
        error_type: 'provider_unavailable',
        provider_name: fitting[0]?.endpoint.provider,
      },
    },
  });
}

function fittingEndpoints(model: FakeOpenRouterModel, body: Json): ChosenRoute[] {
  const given = isObject(body['provider']) ? body['provider'] : {};
  const { order, only, ignore, allow_fallbacks: fallbacks, require_parameters: required, sort } = given;
  const isIn = (slugs: unknown, { slug }: FakeOpenRouterEndpoint) =>
    Array.isArray(slugs) && slugs.some((entry) => entry === slug || String(entry).startsWith(`${slug}/`));
  const fitting = model.endpoints.filter((endpoint) => {
    if (only !== undefined && !isIn(only, endpoint)) return false;
    if (isIn(ignore, endpoint)) return false;
    if (order !== undefined && fallbacks === false && !isIn(order, endpoint)) return false;
    if (given['data_collection'] === 'deny' && endpoint.collectsData) return false;
    if (
      required === true &&
      usedParameters(body).some((name) => !endpoint.supportedParameters.includes(name))
    )
      return false;
    return isAffordable(endpoint, given['max_price']);
  });
  const rank = (endpoint: FakeOpenRouterEndpoint) => (isIn(order, endpoint) ? 0 : 1);
  const price = ({ pricing }: FakeOpenRouterEndpoint) => Number(pricing['prompt']);
  const sorted = fitting.toSorted(
    (a, b) => rank(a) - rank(b) || (sort === 'price' ? price(a) - price(b) : 0),
  );
  return sorted.map((endpoint) => ({ model, endpoint }));
}

/** `max_price` is per million tokens, the prices per token. */
function isAffordable({ pricing }: FakeOpenRouterEndpoint, limits: unknown): boolean {
  return Object.entries(isObject(limits) ? limits : {}).every(
    ([kind, limit]) => Number(`${pricing[kind] ?? 0}e6`) <= Number(limit),
  );
}

const knownParameters = [
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'seed',
  'stop',
  'max_tokens',
  'tools',
  'tool_choice',
  'reasoning',
  'logprobs',
];

function usedParameters(body: Json): string[] {
  const { response_format: format } = body;
  const used = knownParameters.filter((name) => body[name] !== undefined);
  if (!isObject(format)) return used;
  return [...used, format['type'] === 'json_schema' ? 'structured_outputs' : 'response_format'];
}

function unknownModel(id: string): never {
  throw new Refusal({ status: 400, message: `${id} is not a valid model ID` });
}

function noEndpoints(requested: readonly string[]): Refusal {
  return new Refusal({
    status: 404,
    message: 'No endpoints found that fit your routing preferences.',
    details: {
      availability: {
        code: 'constraint_filtered',
        retryable: false,
        requested_models: requested,
        excluded_by: ['provider'],
        docs_url: 'https://openrouter.ai/docs/features/provider-routing',
      },
    },
  });
}
