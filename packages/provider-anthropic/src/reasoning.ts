import type { CallContext, DriverRequest, Reasoning } from '@modelport/core';
import type { ModelFacts } from './model-facts.js';
import type { WireEffort, WireThinking } from './wire.js';

/** What `reasoning` becomes on the wire. */
export interface WireReasoning {
  readonly thinking?: WireThinking | undefined;
  readonly effort?: WireEffort | undefined;
}

type Effort = Extract<Reasoning, { effort: unknown }>['effort'];

/** Shares of `max_tokens` that may be spent on thinking; the rest is left for the answer. */
const budgetShares: Readonly<Record<Exclude<Effort, 'none'>, number>> = {
  minimal: 0.1,
  low: 0.2,
  medium: 0.5,
  high: 0.8,
  xhigh: 0.95,
  max: 0.95,
};

/** The API takes no smaller budget. */
const smallestBudget = 1024;

/**
 * Asks for thinking as the model wants to be asked, by https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking
 * and .../extended-thinking. What cannot be had is left out with a warning.
 */
export function toReasoning(
  request: DriverRequest,
  facts: ModelFacts,
  maxTokens: number,
  warn: CallContext['warn'],
): WireReasoning {
  const { reasoning } = request;
  if (reasoning === undefined) return {};
  const ignored = (why: string): WireReasoning => {
    warn({ code: 'unsupported-setting', setting: 'reasoning', message: `reasoning was ignored: ${why}` });
    return {};
  };
  const model = `the model "${request.model ?? ''}"`;
  const effort = 'effort' in reasoning ? reasoning.effort : reasoning.enabled ? undefined : 'none';
  if (effort === 'none') {
    if (facts.thinking === 'always') return ignored(`${model} always thinks.`);
    return facts.thinking === 'none' ? {} : { thinking: { type: 'disabled' } };
  }
  if (facts.thinking === 'none') return ignored(`${model} cannot think.`);
  if (facts.isClaude && isForced(request)) {
    return ignored('Claude does not think where a tool must be called. Use toolChoice "auto".');
  }
  if (facts.thinking !== 'budget') {
    const thinking = { type: 'adaptive', display: 'summarized' } as const;
    return effort === undefined ? { thinking } : { thinking, effort: toEffort(effort, facts) };
  }
  if (maxTokens <= smallestBudget) {
    return ignored(`thinking needs maxTokens above ${smallestBudget}, and there are ${maxTokens}.`);
  }
  const budget = Math.floor(maxTokens * budgetShares[effort ?? 'medium']);
  return { thinking: { type: 'enabled', budget_tokens: Math.max(smallestBudget, budget) } };
}

/** Whether the request leaves the model no choice but to call a tool. */
export function isForced({ toolChoice }: Pick<DriverRequest, 'toolChoice'>): boolean {
  return toolChoice !== undefined && toolChoice !== 'auto' && toolChoice !== 'none';
}

/** Never more than was asked for. */
function toEffort(effort: Exclude<Effort, 'none'>, { hasExtraHighEffort }: ModelFacts): WireEffort {
  if (effort === 'minimal') return 'low';
  return effort === 'xhigh' && !hasExtraHighEffort ? 'high' : effort;
}
