import type { ObserveEvent, Observer, Usage } from '../contract.js';
import { ProviderError } from '../errors.js';

/** How much is logged, from everything to nothing. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'off'] as const;

/** A level of {@link createLogObserver}. */
export type LogLevel = (typeof logLevels)[number];

/** What {@link createLogObserver} takes. */
export interface LogObserverOptions {
  /** The least important lines to write. Case does not count. */
  readonly level: LogLevel;
  /** Takes each line, without a line break. Default: `console.error`, which writes to stderr. */
  readonly write?: ((line: string) => void) | undefined;
}

/** What other programs call the same levels; `LOG_LEVEL` is often shared with them. */
const otherNames: ReadonlyMap<string, LogLevel> = new Map([
  ['all', 'debug'],
  ['trace', 'debug'],
  ['verbose', 'debug'],
  ['notice', 'info'],
  ['warning', 'warn'],
  ['critical', 'error'],
  ['fatal', 'error'],
  ['none', 'off'],
  ['silent', 'off'],
]);

/**
 * An observer that writes lines for people: `debug` each attempt and answer, `info` finished calls, `warn` warnings and
 * retries, `error` calls that failed. Health checks are `debug`: a failure is their answer. A target that has become
 * unavailable is `warn`, and `info` when it is available again. No secrets, no content.
 * @throws ProviderError `SETTING_INVALID` for an unknown level.
 */
export function createLogObserver(options: LogObserverOptions): Observer {
  const { write = writeToStandardError } = options;
  const lowest = logLevels.indexOf(parseLevel(options.level));
  return (event) => {
    const [level, text] = describe(event);
    if (logLevels.indexOf(level) >= lowest)
      write(`modelport ${level}: ${subjectOf(event)}: ${oneLine(text)}`);
  };
}

function parseLevel(given: LogLevel): LogLevel {
  const name = String(given).trim().toLowerCase();
  const level = logLevels.find((known) => known === name) ?? otherNames.get(name);
  if (level) return level;
  throw new ProviderError({
    code: 'SETTING_INVALID',
    setting: 'level',
    candidates: logLevels,
    message: `"${oneLine(String(given)).slice(0, 40)}" is no log level. Accepted: ${logLevels.join(', ')}.`,
  });
}

/** Whose event it is: provider, operation, model, and an id by which the lines of one call can be found. */
function subjectOf({ provider, operation, model, requestId, callId }: ObserveEvent): string {
  const id = requestId ?? callId;
  return [provider, operation, model, id && `[${id}]`].filter(Boolean).map(String).join(' ');
}

function describe(event: ObserveEvent): [Exclude<LogLevel, 'off'>, string] {
  switch (event.type) {
    case 'call-start':
      return ['debug', event.baseUrl ? `starts, at ${event.baseUrl}` : 'starts'];
    case 'attempt-start':
      return ['debug', `attempt ${event.attempt}`];
    case 'response':
      return ['debug', `the answer begins after ${duration(event.afterMs)}`];
    case 'first-content':
      return ['debug', `first content after ${duration(event.afterMs)}`];
    case 'attempt-end':
      return [
        'debug',
        `attempt ${event.attempt} ${event.error ? `failed: ${event.error.code},` : 'done'} after ${duration(event.durationMs)}`,
      ];
    case 'loading':
      return ['info', `the model is being loaded; asks again in ${duration(event.delayMs)}`];
    case 'retry':
      return [
        'warn',
        `attempt ${event.attempt} failed, next in ${duration(event.delayMs)}: ${reasonOf(event.error)}`,
      ];
    case 'warning':
      return ['warn', `${event.warning.code}: ${event.warning.message}`];
    case 'call-end':
      return describeEnd(event);
    case 'target-change':
      return describeTarget(event);
    default:
      // An event of a newer version.
      return ['debug', String((event as { readonly type: string }).type)];
  }
}

function describeEnd(event: Extract<ObserveEvent, { type: 'call-end' }>): [Exclude<LogLevel, 'off'>, string] {
  const { error, usage, response, durationMs, operation } = event;
  const health = operation === 'health';
  if (!error) {
    const facts = [duration(durationMs), response?.finishReason, ...(usage ? tokensAndCost(usage) : [])];
    return [health ? 'debug' : 'info', `finished: ${facts.filter(Boolean).join(', ')}`];
  }
  const attempts = event.attempt > 1 ? ` and ${event.attempt} attempts` : '';
  // Whoever aborts a call knows of it, and takes it for no failure.
  const isAborted = error.code === 'ABORTED';
  const text = `${isAborted ? 'stopped' : 'failed'} after ${duration(durationMs)}${attempts}: ${reasonOf(error)}`;
  if (health) return ['debug', text];
  return [isAborted ? 'info' : 'error', text];
}

function describeTarget(
  event: Extract<ObserveEvent, { type: 'target-change' }>,
): [Exclude<LogLevel, 'off'>, string] {
  const { target, state, error, retryAfterMs } = event;
  const next = retryAfterMs === undefined ? '' : `, next in ${duration(retryAfterMs)}`;
  const facts = [`the target ${target} is ${state}${next}`, error && reasonOf(error)];
  return [state === 'available' ? 'info' : 'warn', facts.filter(Boolean).join(': ')];
}

function tokensAndCost({ inputTokens, outputTokens, cost }: Usage): string[] {
  const facts: string[] = [];
  if (inputTokens !== undefined) facts.push(`${inputTokens} tokens in`);
  if (outputTokens !== undefined) facts.push(`${outputTokens} tokens out`);
  if (cost && cost.source !== 'local')
    facts.push(`$${cost.total.toLocaleString('en', { maximumSignificantDigits: 4 })}`);
  return facts;
}

function reasonOf({ code, status, message }: ProviderError): string {
  return `${code}${status === undefined ? '' : ` (${status})`}: ${message}`;
}

function duration(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** A text from outside must not look like a line of its own, nor steer a terminal. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}

function writeToStandardError(line: string): void {
  // biome-ignore lint/suspicious/noConsole: writing lines is what this is for
  console.error(line);
}
