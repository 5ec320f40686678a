import type { MatchLogic } from '@pydantic/genai-prices';

/** What names one release of a model behind its name: a date, or a number. */
const release = /^[-@:](\d{3,8}|\d{4}-\d{2}-\d{2})$/;

/** Names that stand for another model, with other prices, from time to time: the list is late with them. */
const moving = /[-/]latest$|^deepseek-(chat|reasoner)$/i;

/** Models that search the web, which is paid for each search. */
const searching = /-search-|(^|\/)sonar/i;

/**
 * Whether a rule of the library that matches a model names it for certain: exactly, by a pattern for the whole name, or by a part of it
 * that is the whole name but for the release. Its rules match more than that, which is a guess.
 */
export function namesModel(rule: MatchLogic, model: string): boolean {
  const name = model.toLowerCase();
  if ('or' in rule) return rule.or.some((part) => namesModel(part, name));
  if ('and' in rule) return rule.and.some((part) => namesModel(part, name));
  if ('regex' in rule) return /^\^.*\$$/.test(rule.regex) && new RegExp(rule.regex).test(name);
  const [value = ''] = Object.values(rule) as string[];
  const whole = value.toLowerCase();
  return name === whole || (!('equals' in rule) && isReleaseOf(name, whole.replace(/[-@:]$/, '')));
}

/** Whether `model` is one release of `base`: `gpt-4o-2024-08-06` of `gpt-4o`. */
export function isReleaseOf(model: string, base: string): boolean {
  return model.startsWith(base) && release.test(model.slice(base.length));
}

/** Whether the tokens of a model of that name do not say what is paid. */
export function hasNoFixedPrice(model: string): boolean {
  return moving.test(model) || searching.test(model);
}
