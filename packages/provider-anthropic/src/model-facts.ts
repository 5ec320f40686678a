/** How a family of models takes the settings that not all models take alike. */
export interface ModelFacts {
  /** A model of Anthropic's, held to their rules; others that speak the dialect are not. */
  readonly isClaude: boolean;
  /**
   * How thinking is asked for: not at all, by a budget of tokens, or left to the model. `always`: the same, and it
   * cannot be switched off.
   */
  readonly thinking: 'none' | 'budget' | 'adaptive' | 'always';
  /** Knows the effort `xhigh`. */
  readonly hasExtraHighEffort: boolean;
  /** Takes `temperature`, `top_p` and `top_k`. */
  readonly takesSampling: boolean;
}

const current: ModelFacts = {
  isClaude: true,
  thinking: 'adaptive',
  hasExtraHighEffort: true,
  takesSampling: false,
};

/**
 * By parts of a model's id, the first that fits counts: ids of Bedrock and Vertex have more around them. Sources:
 * platform.claude.com/docs/en/build-with-claude/adaptive-thinking and .../effort; the SDK's notes on `temperature` ("models
 * released after Claude Opus 4.6"); `skills/claude-api/shared/model-migration.md` of github.com/anthropics/skills.
 */
const families: readonly (readonly [RegExp, ModelFacts])[] = [
  [/claude-(fable|mythos)/, { ...current, thinking: 'always' }],
  [/claude-(opus|sonnet)-4[-.]6/, { ...current, hasExtraHighEffort: false, takesSampling: true }],
  [
    /claude-(3-7|(opus|sonnet|haiku)-4(?![-.][6-9](\D|$)))/,
    { ...current, thinking: 'budget', hasExtraHighEffort: false, takesSampling: true },
  ],
  [
    /claude-([12]|3|instant)/,
    { ...current, thinking: 'none', hasExtraHighEffort: false, takesSampling: true },
  ],
  // What came later, and what will come.
  [/claude/, current],
];

/** Servers of one's own understand the older form of thinking, and sample as they are told. */
const others: ModelFacts = {
  isClaude: false,
  thinking: 'budget',
  hasExtraHighEffort: false,
  takesSampling: true,
};

/** What is known of a model by its id. */
export function modelFacts(model: string | undefined): ModelFacts {
  const id = (model ?? '').toLowerCase();
  return families.find(([pattern]) => pattern.test(id))?.[1] ?? others;
}
