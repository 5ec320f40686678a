import type {
  JSONObject,
  LanguageModelV4FinishReason,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider';
import type { FinishReason, Usage, Warning } from '@modelport/core';
import { defined, unreachable } from './support.js';

/** Our counts as the peer's, which also wants the differences. Cost has no place there. */
export function toPeerUsage(usage: Usage = {}): LanguageModelV4Usage {
  const { inputTokens: input, outputTokens: output, reasoningTokens: reasoning, raw } = usage;
  const { cachedInputTokens: cacheRead, cacheWriteInputTokens: cacheWrite } = usage;
  const knowsCache = cacheRead !== undefined || cacheWrite !== undefined;
  return {
    inputTokens: {
      total: input,
      noCache: input !== undefined && knowsCache ? input - (cacheRead ?? 0) - (cacheWrite ?? 0) : undefined,
      cacheRead,
      cacheWrite,
    },
    outputTokens: {
      total: output,
      text: output !== undefined && reasoning !== undefined ? output - reasoning : undefined,
      reasoning,
    },
    ...(typeof raw === 'object' && raw !== null && { raw: raw as JSONObject }),
  };
}

/** The peer's counts as ours. */
export function fromPeerUsage({ inputTokens, outputTokens, raw }: LanguageModelV4Usage): Usage {
  return defined({
    inputTokens: inputTokens.total,
    outputTokens: outputTokens.total,
    cachedInputTokens: inputTokens.cacheRead,
    cacheWriteInputTokens: inputTokens.cacheWrite,
    reasoningTokens: outputTokens.reasoning,
    raw,
  });
}

/** Every reason of ours is one of the peer's. */
export function toPeerFinishReason(
  reason: FinishReason,
  raw: string | undefined,
): LanguageModelV4FinishReason {
  return { unified: reason, raw };
}

/** The two that are failures with us have no reason: `error` throws, `interrupted` is a stream without `finish`. */
export function fromPeerFinishReason({ unified }: LanguageModelV4FinishReason): FinishReason | undefined {
  switch (unified) {
    case 'stop':
    case 'length':
    case 'tool-calls':
    case 'content-filter':
    case 'other':
      return unified;
    case 'error':
    case 'interrupted':
      return undefined;
    default:
      return unreachable(unified);
  }
}

/** Our warning as one of the peer's four. */
export function toPeerWarning({ code, message, setting }: Warning): SharedV4Warning {
  switch (code) {
    case 'unsupported-setting':
      return { type: 'unsupported', feature: setting ?? code, details: message };
    case 'compatibility':
      return { type: 'compatibility', feature: setting ?? code, details: message };
    case 'deprecated':
      return { type: 'deprecated', setting: setting ?? code, message };
    default:
      return { type: 'other', message: `${code}: ${message}` };
  }
}

/** The peer's warning as ours. */
export function fromPeerWarning(warning: SharedV4Warning): Warning {
  switch (warning.type) {
    case 'unsupported':
    case 'compatibility': {
      const code = warning.type === 'unsupported' ? 'unsupported-setting' : warning.type;
      return {
        code,
        setting: warning.feature,
        message: warning.details ?? `${warning.feature}: ${warning.type}`,
      };
    }
    case 'deprecated':
      return { code: 'deprecated', setting: warning.setting, message: warning.message };
    case 'other':
      return { code: 'other', message: warning.message };
    default:
      return unreachable(warning);
  }
}
