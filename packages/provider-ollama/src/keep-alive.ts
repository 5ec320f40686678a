import { ProviderError } from '@modelport/core';

/** How long a model stays in memory after an answer: seconds, or a duration such as `10m`. 0: not at all; negative: for ever. */
export type KeepAlive = number | string;

/** What Go reads as a duration. */
const duration = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;

/**
 * Checks a time to stay in memory before it is sent.
 * @throws ProviderError for what Ollama would refuse, with `code`.
 */
export function checkKeepAlive(
  value: unknown,
  setting: string,
  code: 'SETTING_INVALID' | 'REQUEST_INVALID',
): void {
  if (typeof value === 'number' ? Number.isFinite(value) : duration.test(String(value))) return;
  const bare = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);
  const hint = bare ? ` Ollama takes no number in a string: give ${value} or "${value}s".` : '';
  throw new ProviderError({
    code,
    setting,
    message: `${setting} must be a number of seconds or a duration such as "10m" or "1h30m"; ${JSON.stringify(value)} is not.${hint}`,
  });
}
