import { ProviderError } from '@modelport/core';
import { findHost } from './hosts.js';

/** How a server deviates from OpenAI's Chat Completions. One flat record of plain values. */
export interface Quirks {
  /** Field that bounds the answer's tokens. OpenAI renamed it; most other servers know the old name only. */
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Role of system messages. */
  readonly systemRole: 'system' | 'developer';
  /** Asks for usage at the end of a stream, by `stream_options`. */
  readonly streamUsage: boolean;
  /** Header that carries the key: as a `Bearer` token, or bare. */
  readonly authHeader: 'authorization' | 'api-key';
  /**
   * How `reasoning` is sent: `effort` as `reasoning_effort`; `object` as `reasoning: { effort | enabled }`; `thinking` as
   * `thinking: { type }` beside `reasoning_effort`; `template` as `chat_template_kwargs.enable_thinking` beside it.
   */
  readonly reasoning: 'effort' | 'object' | 'thinking' | 'template' | 'none';
  /** The efforts that are taken beside `none`; another one becomes the nearest of them, with a warning. */
  readonly efforts: 'minimal-max' | 'low-max' | 'low-high';
  /** Field in which earlier reasoning goes back to the model. */
  readonly reasoningBack: 'reasoning_content' | 'reasoning' | 'none';
  /** Which forms of `response_format` are taken. */
  readonly responseFormat: 'all' | 'json_schema' | 'json_object' | 'none';
  /**
   * Whether `tool_choice` is taken. Without it, `none` leaves the tools out and anything but `auto` is refused. `words`: only
   * as a word, so that a named tool is asked for as `required` with no other beside it.
   */
  readonly toolChoice: boolean | 'words';
  /** Whether `parallel_tool_calls` is taken. */
  readonly parallelToolCalls: boolean;
  /** Form of the arguments of earlier tool calls. */
  readonly toolArguments: 'string' | 'object';
  /** Whether `top_k` and `min_p` are taken. */
  readonly extraSampling: boolean;
}

/** What a server is taken for that nothing is known of: the dialect that most of them share. */
export const defaultQuirks: Quirks = Object.freeze({
  maxTokensField: 'max_tokens',
  systemRole: 'system',
  streamUsage: true,
  authHeader: 'authorization',
  reasoning: 'effort',
  efforts: 'minimal-max',
  reasoningBack: 'none',
  responseFormat: 'all',
  toolChoice: true,
  parallelToolCalls: true,
  toolArguments: 'string',
  extraSampling: true,
});

const onOrOff = [true, false] as const;

const accepted: { readonly [Name in keyof Quirks]: readonly Quirks[Name][] } = {
  maxTokensField: ['max_tokens', 'max_completion_tokens'],
  systemRole: ['system', 'developer'],
  streamUsage: onOrOff,
  authHeader: ['authorization', 'api-key'],
  reasoning: ['effort', 'object', 'thinking', 'template', 'none'],
  efforts: ['minimal-max', 'low-max', 'low-high'],
  reasoningBack: ['reasoning_content', 'reasoning', 'none'],
  responseFormat: ['all', 'json_schema', 'json_object', 'none'],
  toolChoice: [true, false, 'words'],
  parallelToolCalls: onOrOff,
  toolArguments: ['string', 'object'],
  extraSampling: onOrOff,
};

/** Quirks as a user or another package gives them: those that differ. */
export type QuirkOverrides = { readonly [Name in keyof Quirks]?: Quirks[Name] | undefined };

/**
 * The quirks of a server: the defaults, over them those known for its host, over them each override in turn.
 * @throws `SETTING_INVALID` for a quirk or a value that is not known.
 */
export function resolveQuirks(
  baseUrl: string,
  ...overrides: readonly (QuirkOverrides | undefined)[]
): Quirks {
  return quirksOver(findHost(baseUrl)?.quirks, overrides);
}

/** The same, where it is known what is known of the host. @throws `SETTING_INVALID` as {@link resolveQuirks}. */
export function quirksOver(
  known: Partial<Quirks> | undefined,
  overrides: readonly (QuirkOverrides | undefined)[],
): Quirks {
  if (known === undefined && overrides.every((override) => override === undefined)) return defaultQuirks;
  const quirks = { ...defaultQuirks, ...known };
  for (const override of overrides) {
    if (override !== undefined) Object.assign(quirks, checkQuirks(override));
  }
  return quirks;
}

/** The overrides that have a value. @throws `SETTING_INVALID` as {@link resolveQuirks}. */
export function checkQuirks(overrides: QuirkOverrides): Partial<Quirks> {
  const checked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue;
    const values: readonly unknown[] | undefined = Object.hasOwn(accepted, name)
      ? accepted[name as keyof Quirks]
      : undefined;
    if (values === undefined) {
      throw invalid(`quirks.${name}`, `There is no quirk "${name}".`, Object.keys(accepted));
    }
    if (!values.includes(value)) {
      throw invalid(
        `quirks.${name}`,
        `${JSON.stringify(value)} is no value of quirks.${name}.`,
        values.map(String),
      );
    }
    checked[name] = value;
  }
  return checked as Partial<Quirks>;
}

function invalid(setting: string, what: string, candidates: readonly string[]): ProviderError {
  return new ProviderError({
    code: 'SETTING_INVALID',
    setting,
    candidates,
    message: `${what} Accepted: ${candidates.join(', ')}.`,
  });
}
