import type { ModelInfo } from '../contract.js';

/**
 * The model to chat with when nobody names one: one in memory before the others, then the first of those that are named
 * in advance, then the first that can chat.
 */
export function chooseModel(
  models: readonly ModelInfo[],
  preferred: readonly string[] = [],
): ModelInfo | undefined {
  const chatting = models.filter(canChat);
  const named = preferred.flatMap((name) => chatting.find(({ id }) => id === name) ?? []);
  return chatting.find((model) => model.loaded) ?? named[0] ?? chatting[0];
}

/** Names of models that do something else, where the backend does not say what they can do. */
const otherwise =
  /embed|\bbge-|rerank|whisper|\btts\b|transcribe|moderation|computer-use|\bdall-e|stable-diffusion|\b(sora|davinci|babbage)\b/i;

/** OpenAI's that chat in another way or not at all; the same words mean nothing in the names of other models. */
const othersOfOpenAI =
  /gpt-(\d\S*-)?(audio|codex|image|realtime|search)\b|gpt-3\S*instruct|\bcodex-mini|\b(o\d|gpt-5)\S*-(pro|deep-research)\b/i;

function canChat({ id, capabilities: { chat, embeddings } }: ModelInfo): boolean {
  return chat ?? !(embeddings || otherwise.test(id) || othersOfOpenAI.test(id));
}
