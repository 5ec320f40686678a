/** A model of the fake, with what the checks must know of it. */
export interface FakeClaude {
  readonly id: string;
  readonly displayName: string;
  /** `both`: by budget and adaptive. `always`: adaptive, and it cannot be switched off. */
  readonly thinking: 'none' | 'budget' | 'both' | 'adaptive' | 'always';
  /** Efforts that it knows. */
  readonly efforts: readonly string[];
  /** Takes `temperature`, `top_p` and `top_k`. */
  readonly takesSampling: boolean;
  /** Goes on with an answer that the request has begun. */
  readonly takesPrefill: boolean;
  readonly contextLength: number;
  readonly maxTokens: number;
}

const older = {
  takesSampling: true,
  takesPrefill: true,
  efforts: [],
  contextLength: 200_000,
  maxTokens: 64_000,
} as const;
const newer = {
  takesSampling: false,
  takesPrefill: false,
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  contextLength: 1_000_000,
  maxTokens: 128_000,
} as const;

/** By Anthropic's overview of models and its guide to migrating between them, as of mid 2026. */
export const defaultModels: readonly FakeClaude[] = [
  { id: 'claude-fable-5', displayName: 'Claude Fable 5', thinking: 'always', ...newer },
  { id: 'claude-sonnet-5', displayName: 'Claude Sonnet 5', thinking: 'adaptive', ...newer },
  {
    ...{ id: 'claude-opus-4-6', displayName: 'Claude Opus 4.6', thinking: 'both', ...newer },
    efforts: ['low', 'medium', 'high', 'max'],
    takesSampling: true,
  },
  { id: 'claude-haiku-4-5', displayName: 'Claude Haiku 4.5', thinking: 'budget', ...older },
  {
    ...{ id: 'claude-3-haiku-20240307', displayName: 'Claude Haiku 3', thinking: 'none', ...older },
    maxTokens: 4096,
  },
];

/** One page of the list: https://platform.claude.com/docs/en/api/models-list */
export function pageOfModels(
  models: readonly FakeClaude[],
  query: URLSearchParams,
  largestPage: number,
): object {
  const limit = Math.min(Number(query.get('limit') ?? 20), largestPage);
  const after = query.get('after_id');
  const from = after === null ? 0 : models.findIndex(({ id }) => id === after) + 1;
  const page = models.slice(from, from + limit);
  return {
    data: page.map(describe),
    has_more: from + page.length < models.length,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}

function describe({ id, displayName, thinking, efforts, contextLength, maxTokens }: FakeClaude): object {
  const supported = (is: boolean) => ({ supported: is });
  const levels = ['low', 'medium', 'high', 'xhigh', 'max'].map((name) => [
    name,
    supported(efforts.includes(name)),
  ]);
  return {
    ...{ type: 'model', id, display_name: displayName, created_at: '2026-01-01T00:00:00Z' },
    ...{ max_input_tokens: contextLength, max_tokens: maxTokens },
    capabilities: {
      image_input: supported(true),
      pdf_input: supported(thinking !== 'none'),
      structured_outputs: supported(thinking !== 'none'),
      thinking: {
        ...supported(thinking !== 'none'),
        types: {
          enabled: supported(['budget', 'both'].includes(thinking)),
          adaptive: supported(['adaptive', 'both', 'always'].includes(thinking)),
        },
      },
      effort: { ...supported(efforts.length > 0), ...Object.fromEntries(levels) },
    },
  };
}
