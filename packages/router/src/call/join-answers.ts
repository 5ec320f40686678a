import type { AssistantPart, ChatResponse, Cost, Timings, Usage, Warning } from '@modelport/core';

/** The answers of several models as one: what the last says of itself, the content and the tokens of all. */
export function joinAnswers(answers: readonly ChatResponse[], warnings: readonly Warning[]): ChatResponse {
  const last = answers.at(-1) as ChatResponse;
  if (answers.length === 1) return last;
  const reasoning = answers.map((answer) => answer.reasoning ?? '').join('');
  const { sources: _sources, logprobs: _logprobs, timings: _timings, ...rest } = last;
  const sources = answers.flatMap((answer) => answer.sources ?? []);
  const logprobs = answers.flatMap((answer) => answer.logprobs ?? []);
  return {
    ...rest,
    ...(sources.length > 0 && { sources }),
    // They are of all tokens, or of none.
    ...(answers.every((answer) => answer.logprobs) && { logprobs }),
    timings: joinTimings(answers),
    text: answers.map(({ text }) => text).join(''),
    ...(reasoning !== '' && { reasoning }),
    message: { ...last.message, content: answers.map(({ message }) => message.content).reduce(joinContent) },
    usage: answers.map(({ usage }) => usage).reduce(addUsage),
    warnings: [...answers.flatMap((answer) => answer.warnings), ...warnings],
  };
}

/** From the start of the first to the end of the last. How fast the tokens came is a matter of each alone. */
function joinTimings(answers: readonly ChatResponse[]): Timings {
  const firstContentMs = answers[0]?.timings?.firstContentMs;
  const totalMs = answers.map(({ timings }) => timings?.totalMs).reduce(sum);
  return {
    ...(totalMs !== undefined && { totalMs }),
    ...(firstContentMs !== undefined && { firstContentMs }),
  };
}

/** The sum of two answers; what one of them did not tell is unknown. */
export function addUsage(a: Usage, b: Usage): Usage {
  const names = [
    'inputTokens',
    'outputTokens',
    'totalTokens',
    'cachedInputTokens',
    'reasoningTokens',
  ] as const;
  const sums = names.map((name) => [name, sum(a[name], b[name])]);
  const known = Object.fromEntries(sums.filter(([, value]) => value !== undefined)) as Usage;
  return { ...known, cost: addCost(a.cost, b.cost) };
}

function addCost(a: Usage['cost'], b: Usage['cost']): Cost | null {
  if (!a || !b) return null;
  // The sum is no better than the weaker of its parts.
  const source = a.source === 'catalog' ? a.source : b.source;
  return { total: a.total + b.total, currency: 'USD', source };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

type Content = readonly AssistantPart[];

/** The text that was cut and the text that goes on with it are one part. */
function joinContent(a: Content, b: Content): Content {
  const cut = a.at(-1);
  const at = b.findIndex(({ type }) => type === 'text');
  const next = b[at];
  if (cut?.type !== 'text' || next?.type !== 'text') return [...a, ...b];
  const joined = { ...next, text: cut.text + next.text };
  return [...a.slice(0, -1), joined, ...b.filter((part) => part !== next)];
}
