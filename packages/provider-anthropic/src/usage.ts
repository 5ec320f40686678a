import type { Usage } from '@modelport/core';
import { asCount, asRecord, type JsonRecord, withoutAbsent } from '@modelport/provider-utils';

/**
 * Reads the counts of an answer. Anthropic's `input_tokens` are those behind the last mark of the cache only: what was read
 * from and written to a cache is added. https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export function toUsage(wire: JsonRecord): Usage {
  const read = asCount(wire['cache_read_input_tokens']);
  const written = asCount(wire['cache_creation_input_tokens']);
  const fresh = asCount(wire['input_tokens']);
  const inputTokens = fresh === undefined ? undefined : fresh + (read ?? 0) + (written ?? 0);
  return {
    ...withoutAbsent({
      inputTokens,
      outputTokens: asCount(wire['output_tokens']),
      cachedInputTokens: read,
      cacheWriteInputTokens: written,
      reasoningTokens: asCount(asRecord(wire['output_tokens_details'])?.['thinking_tokens']),
    }),
    raw: wire,
  };
}
