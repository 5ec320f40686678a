import type { StoredModel } from './model-store.js';
import { refuseAsRunner } from './ollama-refusal.js';

type Json = Record<string, unknown>;

/** The runner's context is a multiple of this. */
const WINDOW_STEP = 256;

/** The fake's idea of tokens: four characters each, and four for what surrounds a message. */
export function countTokens(value: unknown): number {
  return Math.ceil((typeof value === 'string' ? value : JSON.stringify(value)).length / 4);
}

/**
 * Fits a prompt into the context and returns its tokens. As in the real server the oldest messages are dropped
 * without a word (system messages stay), and so is the middle of a message that alone is too long, if the model has a
 * Go template.
 *
 * @throws OllamaRefusal with status 400 where `truncate` is false, or nothing is left to drop
 */
export function fitPrompt(body: Json, model: StoredModel, contextLength: number): number {
  const fixed = body['tools'] === undefined ? 0 : countTokens(body['tools']);
  const all = ((body['messages'] as Json[] | undefined) ?? [{ content: body['prompt'] ?? '' }]).map(
    (message) => ({
      system: message['role'] === 'system',
      tokens: countTokens(message) + 4,
    }),
  );
  const window = Math.ceil(contextLength / WINDOW_STEP) * WINDOW_STEP;
  let tokens = fixed + all.reduce((sum, message) => sum + message.tokens, 0);
  if (tokens <= contextLength) return tokens;
  if (body['truncate'] !== false) {
    for (const { system, tokens: dropped } of all.slice(0, -1)) {
      if (tokens > contextLength && !system) tokens -= dropped;
    }
    if (tokens <= contextLength) return tokens;
    if (model.template === 'go') return contextLength - Math.max(Math.trunc((contextLength - 4) / 2), 1);
  }
  if (tokens <= window) return tokens;
  const message = `request (${tokens} tokens) exceeds the available context size (${window} tokens), try increasing it`;
  return refuseAsRunner(400, message, 'exceed_context_size_error', {
    n_prompt_tokens: tokens,
    n_ctx: window,
  });
}
