import type { Json } from '../openai/chat-wire.js';

/** A model that the fake OpenRouter offers. */
export interface FakeOpenRouterModel {
  readonly id: string;
  /** Tokens. Default: 128,000. */
  readonly contextLength?: number | undefined;
  /** What it takes. Default: text. */
  readonly inputModalities?: readonly string[] | undefined;
  /** What it makes. Default: text. */
  readonly outputModalities?: readonly string[] | undefined;
  /** Who offers it. */
  readonly endpoints: readonly FakeOpenRouterEndpoint[];
}

/** One provider's offer of a model. */
export interface FakeOpenRouterEndpoint {
  /** Name for people, as in the answer's `provider`. */
  readonly provider: string;
  /** Slug, as in routing preferences. */
  readonly slug: string;
  /** US dollars per token, as decimal strings by OpenRouter's names. */
  readonly pricing: Readonly<Record<string, string>>;
  readonly supportedParameters: readonly string[];
  /** Default: `unknown`. */
  readonly quantization?: string | undefined;
  /** Whether it trains on what it gets. */
  readonly collectsData?: boolean | undefined;
  /** Whether it is down now. */
  readonly down?: boolean | undefined;
}

const sampling = ['temperature', 'top_p', 'max_tokens', 'stop', 'seed'];
const tools = ['tools', 'tool_choice', 'response_format', 'structured_outputs'];
const gptPrices = {
  prompt: '0.0000025',
  completion: '0.00001',
  request: '0',
  input_cache_read: '0.00000125',
};

/** What the fake offers unless a test says otherwise. */
export const defaultModels: readonly FakeOpenRouterModel[] = [
  {
    id: 'openai/gpt-fake',
    inputModalities: ['text', 'image', 'file'],
    endpoints: [
      {
        provider: 'OpenAI',
        slug: 'openai',
        pricing: gptPrices,
        supportedParameters: [...sampling, ...tools],
      },
      {
        provider: 'Azure',
        slug: 'azure',
        pricing: { ...gptPrices, prompt: '0.000003' },
        supportedParameters: sampling,
        collectsData: true,
      },
    ],
  },
  {
    id: 'anthropic/claude-fake',
    inputModalities: ['text', 'image'],
    endpoints: [
      {
        provider: 'Anthropic',
        slug: 'anthropic',
        pricing: {
          prompt: '0.000003',
          completion: '0.000015',
          input_cache_read: '0.0000003',
          input_cache_write: '0.00000375',
        },
        supportedParameters: [
          'max_tokens',
          'stop',
          'temperature',
          'tools',
          'tool_choice',
          'reasoning',
          'include_reasoning',
        ],
      },
    ],
  },
  {
    id: 'openrouter/auto',
    contextLength: 2_000_000,
    endpoints: [
      {
        provider: 'OpenAI',
        slug: 'openai',
        pricing: { prompt: '-1', completion: '-1' },
        supportedParameters: [...sampling, ...tools],
      },
    ],
  },
  {
    id: 'openai/embedding-fake',
    contextLength: 8_192,
    outputModalities: ['embeddings'],
    endpoints: [
      {
        provider: 'OpenAI',
        slug: 'openai',
        pricing: { prompt: '0.00000002', completion: '0' },
        supportedParameters: [],
      },
    ],
  },
];

/** An entry of `GET /models`. */
export function describeModel(model: FakeOpenRouterModel): Json {
  const { id, contextLength = 128_000, inputModalities = ['text'], outputModalities = ['text'] } = model;
  const [first] = model.endpoints;
  const parameters = [...new Set(model.endpoints.flatMap(({ supportedParameters }) => supportedParameters))];
  return {
    id,
    canonical_slug: `${id}-2026-01-01`,
    hugging_face_id: null,
    name: `Fake: ${id}`,
    created: 1_790_000_000,
    description: 'A model of a fake.',
    context_length: contextLength,
    architecture: {
      modality: `${inputModalities.join('+')}->${outputModalities.join('+')}`,
      input_modalities: inputModalities,
      output_modalities: outputModalities,
      tokenizer: 'Other',
      instruct_type: null,
    },
    pricing: first?.pricing ?? {},
    top_provider: {
      context_length: Math.floor(contextLength / 2),
      max_completion_tokens: 16_384,
      is_moderated: false,
    },
    per_request_limits: null,
    supported_parameters: parameters,
    default_parameters: { temperature: null },
    knowledge_cutoff: null,
    expiration_date: null,
  };
}

/** The answer of `GET /models/AUTHOR/SLUG/endpoints`. */
export function describeEndpoints(model: FakeOpenRouterModel): Json {
  const endpoints = model.endpoints.map((endpoint) => ({
    name: `${endpoint.provider} | ${model.id}`,
    context_length: model.contextLength ?? 128_000,
    pricing: endpoint.pricing,
    provider_name: endpoint.provider,
    tag: endpoint.slug,
    quantization: endpoint.quantization ?? 'unknown',
    max_completion_tokens: 16_384,
    supported_parameters: endpoint.supportedParameters,
    status: endpoint.down ? -5 : 0,
  }));
  return { data: { id: model.id, name: `Fake: ${model.id}`, endpoints } };
}
