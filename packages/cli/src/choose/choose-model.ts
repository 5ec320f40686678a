import type { ModelInfo } from '@modelport/core';

/** The model to chat with when nobody names one: the first that can chat, one in memory before the others. */
export function chooseModel(models: readonly ModelInfo[]): ModelInfo | undefined {
  const chatting = models.filter(({ id, capabilities }) => capabilities.chat ?? !embeds.test(id));
  return chatting.find((model) => model.loaded) ?? chatting[0];
}

/** Names of embedding models, where the backend does not say what they can do. */
const embeds = /\bembed|embedding|\bbge-|\brerank/i;
